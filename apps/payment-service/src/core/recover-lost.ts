import type { Order } from '@causeway/data-model';
import type { CancelPayment } from './cancel-payment.js';
import { changed } from './change.js';
import type { ChargeOrder } from './charge-order.js';
import type { DrivePayment } from './drive-payment.js';
import type { Payment, Refund } from './payment.js';
import { pendingRefunds } from './payment.js';
import type { Clock, Ids, KnownIntent, KnownRefund, OrderPages, Payments, ProviderHistory } from './ports.js';
import { cancelledEarly, requested } from './request-payment.js';
import { isOpen, refused } from './settle-intent.js';

/** A payment that is found again has told things nobody here remembers: what it tells next is newer than all of it. */
export const versionsLater = 1000;
/** What happened shortly before the archive ends may be missing in it. */
const marginMs = 10 * 60_000;

export type Recovered = { payments: number; refunds: number; left: string[] };

type Ports = {
  payments: Payments;
  history: ProviderHistory;
  orders: OrderPages;
  charge: ChargeOrder;
  cancel: CancelPayment;
  drive: DrivePayment;
  clock: Clock;
  ids: Ids;
  traceparent: () => string;
};

/**
 * After a restore: what happened between the instant and the loss is found again where others know it. The provider
 * knows intents and refunds, with our ids in them; order-service knows the orders that want something of us.
 */
export class RecoverLost {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** @param completeUntil up to when the archive knew everything */
  async recover(completeUntil: Date): Promise<Recovered> {
    const since = new Date(completeUntil.getTime() - marginMs);
    const intents = await this.#ports.history.intentsSince(since);
    const refunds = await this.#ports.history.refundsSince(since);
    const recovered: Recovered = { payments: 0, refunds: 0, left: [] };
    const touched = new Set<string>();
    for await (const orders of this.#ports.orders.all()) {
      for (const order of orders) {
        if (Date.parse(order.updatedAt) < since.getTime()) continue;
        await this.#findPayment(order, intents.get(order.id), recovered, touched);
      }
    }
    for (const refund of refunds) await this.#findRefund(refund, recovered, touched);
    for (const orderId of touched) {
      const payment = await this.#ports.payments.byOrder(orderId);
      if (payment !== undefined) await this.#ports.drive.drive(payment, 'work');
    }
    return recovered;
  }

  async #findPayment(
    order: Order,
    intent: KnownIntent | undefined,
    found: Recovered,
    touched: Set<string>,
  ): Promise<void> {
    const { payments, clock, cancel } = this.#ports;
    const known = await payments.byOrder(order.id);
    const news = (type: string) => ({
      eventId: `order/${order.id}/${order.version}/${type}`,
      fingerprint: null,
      order,
      traceparent: this.#ports.traceparent(),
    });
    if (known === undefined) {
      found.payments += 1;
      if (intent === undefined) return this.#withoutIntent(order, found);
      const { payment } = requested(order, {
        id: intent.paymentId,
        now: clock(),
        traceparent: this.#ports.traceparent(),
      });
      const adopted: Payment = { ...payment, ...charging(intent, clock()), ...wishOf(order), version: versionsLater };
      await payments.add({ step: 'recorded', payment: adopted, entries: [], events: [] });
      touched.add(order.id);
    } else if (known.intentId === null && intent !== undefined && isOpen(known)) {
      const change = changed('intent-persisted', known, clock(), { ...charging(intent, clock()), ...wishOf(order) });
      await payments.save(known, change);
      touched.add(order.id);
    } else if (order.status === 'cancel_requested' && known.cancelRequestedAt === null) {
      await cancel.cancel(news('shop.order.cancel_requested.v1'));
    }
  }

  /** Nothing was asked of the provider, or it refused before there was an intent. */
  async #withoutIntent(order: Order, found: Recovered): Promise<void> {
    const { payments, clock, charge, cancel, traceparent } = this.#ports;
    const news = (type: string) => ({
      eventId: `order/${order.id}/1/${type}`,
      fingerprint: null,
      order,
      traceparent: traceparent(),
    });
    const origin = { id: this.#ports.ids(), now: clock(), traceparent: traceparent() };
    if (order.status === 'pending_payment') await charge.charge(news('shop.order.placed.v1'));
    else if (order.status === 'cancel_requested') await cancel.cancel(news('shop.order.cancel_requested.v1'));
    else if (order.status === 'cancelled') await payments.add(cancelledEarly(order, origin));
    else if (order.status === 'payment_failed') {
      const { payment } = requested(order, origin);
      const lost = { ...payment, version: versionsLater };
      const before = await payments.add({ step: 'recorded', payment: lost, entries: [], events: [] });
      if (before !== undefined) await payments.save(before, refused(before, 'declined', clock()));
    } else found.left.push(`order ${order.id} is ${order.status} and the provider shows no intent of it`);
  }

  async #findRefund(made: KnownRefund, found: Recovered, touched: Set<string>): Promise<void> {
    const { payments, clock } = this.#ports;
    const payment = await payments.byIntent(made.intentId);
    if (payment === undefined || payment.refunds.some(({ id }) => id === made.refundId)) return;
    const cause: Refund['cause'] =
      payment.cancelRequestedAt !== null && made.amount.amount === payment.amount.amount ? 'cancellation' : 'support';
    const refund: Refund = {
      id: made.refundId,
      paymentId: payment.id,
      amount: made.amount,
      reason: 'Found at the provider after a restore.',
      status: 'pending',
      createdAt: made.createdAt,
      key: cause === 'cancellation' ? `ref:cancel:${payment.orderId}` : `ref:${made.refundId}`,
      cause,
      providerId: null,
    };
    const later = { ...payment, version: payment.version + (payment.version < versionsLater ? versionsLater : 0) };
    const dueAt = pendingRefunds(payment).length > 0 ? payment.dueAt : clock().toISOString();
    const change = changed('refund-recorded', later, clock(), {
      refunds: [...payment.refunds, refund],
      attempts: 0,
      dueAt,
    });
    if (await payments.save(payment, change)) {
      found.refunds += 1;
      touched.add(payment.orderId);
    }
  }
}

const charging = (intent: KnownIntent, now: Date) => ({
  status: 'charging' as const,
  intentId: intent.id,
  dueAt: now.toISOString(),
});

const wishOf = ({ cancellation }: Order) =>
  cancellation === null ? {} : { cancelRequestedAt: cancellation.requestedAt };
