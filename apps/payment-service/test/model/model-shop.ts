import { anOrder } from '@causeway/testing';
import { v7 } from 'uuid';
import { CancelPayment } from '../../src/core/cancel-payment.js';
import { ChargeOrder } from '../../src/core/charge-order.js';
import { ChaseUnknown } from '../../src/core/chase-unknown.js';
import { DrivePayment } from '../../src/core/drive-payment.js';
import type { PaymentGateway, Payments } from '../../src/core/ports.js';
import { RefundPayment } from '../../src/core/refund-payment.js';
import { ResolveReview } from '../../src/core/resolve-review.js';
import { SettleWebhook } from '../../src/core/settle-webhook.js';
import { InMemoryPayments } from './in-memory-payments.js';
import { InMemoryRefundKeys } from './in-memory-refund-keys.js';
import { type Card, ModelProvider } from './model-provider.js';

const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
export const patience = { unknownReviewAfterMs: 900_000, actionExpiresAfterMs: 900_000, actionGraceMs: 60_000 };

type Seams = { payments: (real: Payments) => Payments; gateway: (real: PaymentGateway) => PaymentGateway };
const untouched: Seams = { payments: (real) => real, gateway: (real) => real };

/** Every use case around one order, with a store and a provider in memory and a clock that is set by hand. */
export function modelShop(card: Card, seams: Seams = untouched) {
  const payments = new InMemoryPayments();
  const provider = new ModelProvider(() => card);
  const order = anOrder();
  const time = { now: new Date('2026-11-21T09:00:00.000Z') };
  const clock = () => time.now;
  const seen = { payments: seams.payments(payments), gateway: seams.gateway(provider) };
  const drive = new DrivePayment({ ...seen, clock, ids: v7, patience });
  const chaser = new ChaseUnknown(
    seen.payments,
    drive,
    clock,
    (_trace, work) => work(),
    (_id, error) => {
      throw error;
    },
  );
  // order-service has written down what it tells of before it tells it.
  let known = order;
  const orders = { byId: async () => known };
  const ports = { payments: seen.payments, orders, drive, clock, ids: v7 };
  const cancel = async (eventId: string) => {
    const cancellation = { reason: 'changed my mind', requestedAt: clock().toISOString(), requestedBy: order.userId };
    known = { ...order, status: 'cancel_requested', version: 2, cancellation };
    return new CancelPayment(ports).cancel({ eventId, fingerprint: null, order: known, traceparent });
  };
  const current = async () => {
    const payment = await payments.byOrder(order.id);
    if (payment === undefined) throw new Error('there is no payment');
    return payment;
  };

  return {
    payments,
    provider,
    order,
    current,
    placed: (eventId = 'placed') => new ChargeOrder(ports).charge({ eventId, fingerprint: null, order, traceparent }),
    cancelled: (eventId = 'cancel') => cancel(eventId),
    webhook: (eventId: string) =>
      new SettleWebhook(seen.payments, drive, (_trace, work) => work()).settle({
        eventId,
        intentId: [...provider.intents.keys()][0] ?? null,
      }),
    refund: async (amount: number | undefined, key: string) =>
      new RefundPayment({ payments: seen.payments, keys, drive, clock, ids: v7 }, 30_000).refund(
        {
          paymentId: (await current()).id,
          reason: 'damaged',
          ...(amount === undefined ? {} : { amount: { amount, currency: 'EUR' } }),
        },
        { userId: 'support', route: 'refunds', key },
      ),
    resolve: async (outcome: 'captured' | 'declined' | 'cancelled') =>
      new ResolveReview(seen.payments, drive, clock).resolve((await current()).id, { outcome, note: 'seen' }, 'sue'),
    chase: () => chaser.chase(),
    passTime: (ms: number) => {
      time.now = new Date(time.now.getTime() + ms);
    },
    eventTypes: () => payments.events.map(({ type }) => type.replace('shop.payment.', '').replace('.v1', '')),
  };
}

const keys = new InMemoryRefundKeys();
export type ModelShop = ReturnType<typeof modelShop>;

/** Zero when the books are balanced. */
export const ledgerSum = ({ payments }: ModelShop) => payments.ledger.reduce((total, { amount }) => total + amount, 0);

/** What the books say is kept. */
export const moneyTaken = ({ payments }: ModelShop) =>
  payments.ledger
    .filter(({ account }) => account === 'provider-clearing')
    .reduce((total, { amount }) => total + amount, 0);

/** How often the provider took money. */
export const chargesOf = ({ provider }: ModelShop) =>
  [...provider.intents.values()].reduce((total, { charges }) => total + charges, 0);

/** What the provider says is kept. */
export const atProvider = ({ provider }: ModelShop) =>
  [...provider.intents.values()].reduce(
    (total, { charges, amount, refunds }) =>
      total + charges * amount.amount - refunds.reduce((given, refund) => given + refund.amount, 0),
    0,
  );
