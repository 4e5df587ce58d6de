import { anEvent, type CloudEvent, type Order, type PaymentState } from '@causeway/data-model';
import { type BlobEngine, startBlob } from '@causeway/engines';
import { isTransient } from '@causeway/runtime/outgoing';
import { log } from '@causeway/runtime/telemetry';
import { openBlob } from '@causeway/stores/blob';
import { anOrder, aPayment, aPricedLine } from '@causeway/testing';
import { jest } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { type NotificationApp, startNotifications } from './notification-app.js';
import { orderEvent, traceparent } from './order-events.js';

let blob: BlobEngine;
let app: NotificationApp;

beforeAll(async () => {
  blob = await startBlob();
  app = await startNotifications(blob);
});
afterAll(async () => {
  await app.stop();
  await blob.stop();
});
afterEach(() => {
  app.sources.state.away = false;
});

const failure = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

/** The event is refused with this reason; nobody is told anything, and nothing is kept. */
async function tellsNobody(forged: object, reason: string, orderId: string): Promise<void> {
  const mails = app.mail.mails.length;
  expect(await failure(app.deliverForged(forged))).toMatchObject({ name: 'DeadLetter', reason });
  expect(app.mail.mails).toHaveLength(mails);
  const rows = await app.db.selectFrom('notifications').selectAll().where('order_id', '=', orderId).execute();
  expect(rows).toEqual([]);
  expect(await openBlob(blob.connectionString).list('receipts', orderId)).toEqual([]);
}

describe('a forged event about an order, right in every letter', () => {
  /** An order that waits to be paid. */
  const waiting = (): Order => {
    const order = anOrder({ userId: app.customer().id });
    app.sources.hold(order);
    return order;
  };

  it.each([
    'shop.order.paid.v1',
    'shop.order.payment_failed.v1',
    'shop.order.cancelled.v1',
    'shop.order.partially_refunded.v1',
    'shop.order.refunded.v1',
    'shop.order.fulfilled.v1',
  ] as const)('does not tell its customer of %s', async (type) => {
    const order = waiting();
    await tellsNobody(orderEvent(type, order), 'contradiction', order.id);
  });

  it('makes no receipt for what nobody ordered', async () => {
    const order = anOrder({ userId: app.customer().id });
    await tellsNobody(orderEvent('shop.order.paid.v1', order), 'unknown-order', order.id);
  });

  it.each<[string, string, (order: Order) => Partial<Order>]>([
    ['another customer', 'contradiction', () => ({ userId: uuid() })],
    ['other lines', 'contradiction', () => ({ items: [aPricedLine({ name: 'Buy at http://evil.example' })] })],
    [
      'another sum',
      'amount-mismatch',
      () => {
        const { items, subtotal, total } = anOrder({ items: [aPricedLine({ quantity: 1 })] });
        return { items, subtotal, total };
      },
    ],
  ])('of a paid order does not tell of %s', async (_what, reason, lie) => {
    const order = waiting();
    const paid = orderEvent('shop.order.paid.v1', order);
    app.sources.hold(paid.data.order);
    await tellsNobody(orderEvent('shop.order.paid.v1', { ...order, ...lie(order) }), reason, order.id);
  });

  it('cannot come from another service, nor say of itself what is not so', async () => {
    const order = waiting();
    const paid = orderEvent('shop.order.paid.v1', order);
    app.sources.hold(paid.data.order);
    await tellsNobody({ ...paid, source: '/azure/payment-service' }, 'forged', order.id);
    await tellsNobody({ ...paid, time: '2099-01-01T00:00:00.000Z' }, 'schema', order.id);
    await tellsNobody({ ...paid, data: { order } }, 'schema', order.id);
    await tellsNobody({ ...paid, data: { order: { ...order, version: 2 } } }, 'contradiction', order.id);
  });
});

it('while order-service is away a letter waits', async () => {
  const event = orderEvent('shop.order.paid.v1', anOrder({ userId: app.customer().id }));
  app.sources.state.away = true;
  const before = app.mail.mails.length;
  expect(isTransient(await failure(app.deliver(event)))).toBe(true);
  app.sources.state.away = false;
  await app.deliver(event);
  expect(app.mail.mails).toHaveLength(before + 1);
});

describe('the person on call', () => {
  const reviewOf = (payment: PaymentState): CloudEvent =>
    anEvent(
      'shop.payment.review_needed.v1',
      { payment },
      {
        aggregate: 'payment',
        subject: payment.id,
        version: payment.version,
        source: '/azure/payment-service',
        time: '2026-11-21T09:00:00.000Z',
        traceparent,
      },
    );
  const inReview = () => aPayment({ version: 4, status: 'manual_review', capturedAt: null });
  const texts = () => warned.mock.calls.filter(([first]) => JSON.stringify(first).includes('sms'));
  let warned: jest.SpiedFunction<typeof log.warn>;

  beforeEach(() => {
    warned = jest.spyOn(log, 'warn');
  });
  afterEach(() => warned.mockRestore());

  it('is texted when payment-service holds the payment for one that needs a review', async () => {
    await app.deliver(reviewOf(inReview()));
    expect(texts()).toHaveLength(1);
  });

  it.each<[string, string, (payment: PaymentState) => PaymentState | undefined]>([
    ['unknown', 'unknown-payment', () => undefined],
    [
      'captured in that version',
      'contradiction',
      (payment) => ({ ...payment, status: 'captured', capturedAt: payment.createdAt }),
    ],
    ['not so far yet', 'contradiction', (payment) => ({ ...payment, version: 3 })],
    ['of another order', 'contradiction', (payment) => ({ ...payment, orderId: uuid() })],
    ['of another amount', 'amount-mismatch', (payment) => ({ ...payment, amount: { amount: 1, currency: 'EUR' } })],
  ])('is left in peace when the payment is %s there', async (_what, reason, held) => {
    const payment = inReview();
    const known = held(payment);
    if (known !== undefined) app.sources.hold(known);
    expect(await failure(app.deliverForged(reviewOf(payment)))).toMatchObject({ reason });
    expect(texts()).toEqual([]);
  });
});
