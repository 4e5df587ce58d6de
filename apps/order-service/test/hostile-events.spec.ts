import type { CloudEvent, Order, PaymentState } from '@causeway/data-model';
import { isTransient } from '@causeway/runtime/outgoing';
import { eventually } from '@causeway/testing';
import { v7 as uuid } from 'uuid';
import {
  aRefund,
  type Customer,
  event,
  type OrderService,
  paymentEvent,
  paymentIdOf,
  placeOrder,
  reservationOf,
  startOrderService,
  timelineOf,
} from './order-service.js';

let service: OrderService;
let customer: Customer;

beforeAll(async () => {
  service = await startOrderService();
  customer = service.customer();
});
afterAll(() => service.stop());
afterEach(() => {
  service.payments.state.status = 200;
});

type PaymentNews = Parameters<typeof paymentEvent>[0];
type State = Partial<PaymentState> & { version: number };
const nextAction = {
  type: 'redirect' as const,
  url: 'http://localhost:8087/3ds/pi_1',
  expiresAt: '2099-01-01T00:00:00.000Z',
};

const read = async ({ id }: Order): Promise<Order> => (await customer.get(`/v1/orders/${id}`).expect(200)).body;
const hear = (order: Order, type: PaymentNews, state: State) => service.deliver(paymentEvent(type, order, state));
const stateOf = ({ data }: CloudEvent): PaymentState => {
  if (!('payment' in data)) throw new Error('it tells of no payment');
  return data.payment;
};

/** The event is refused with this reason, and the order and its timeline are what they were. */
async function comesToNothing(order: Order, forged: object, reason: string): Promise<void> {
  const before = [await read(order), await timelineOf(customer, order.id)];
  await expect(service.deliverForged(forged)).rejects.toMatchObject({ name: 'DeadLetter', reason });
  expect([await read(order), await timelineOf(customer, order.id)]).toEqual(before);
}

describe('a forged event about a payment, right in every letter', () => {
  /** payment-service waits for the customer's bank. */
  const waiting = async (): Promise<Order> => {
    const order = await placeOrder(service, customer);
    await hear(order, 'shop.payment.action_required.v1', { version: 3, nextAction });
    return read(order);
  };

  it.each<[string, PaymentNews, State]>([
    ['captured', 'shop.payment.captured.v1', { version: 4 }],
    ['captured, in the version there is', 'shop.payment.captured.v1', { version: 3 }],
    ['captured, far ahead', 'shop.payment.captured.v1', { version: 2 ** 31 - 1 }],
    ['declined', 'shop.payment.declined.v1', { version: 4, declineCode: 'lost_card' }],
    ['cancelled', 'shop.payment.cancelled.v1', { version: 4 }],
    ['refunded', 'shop.payment.refunded.v1', { version: 6 }],
    [
      'sent elsewhere',
      'shop.payment.action_required.v1',
      { version: 4, nextAction: { ...nextAction, url: 'http://evil.example' } },
    ],
  ])('does not make it %s', async (_what, type, state) => {
    const order = await waiting();
    await comesToNothing(order, paymentEvent(type, order, state), 'contradiction');
  });

  it('does not keep the true one from having its effect', async () => {
    const order = await waiting();
    const forged = paymentEvent('shop.payment.captured.v1', order, {
      version: 4,
      method: { type: 'card', brand: 'x', last4: null },
    });
    await comesToNothing(order, forged, 'contradiction');
    await hear(order, 'shop.payment.captured.v1', { version: 4 });
    expect(await read(order)).toMatchObject({ status: 'paid' });
  });

  it.each<[string, string, (order: Order, others: Order) => Partial<PaymentState>]>([
    ['another order’s payment', 'contradiction', (_, others) => ({ id: paymentIdOf(others) })],
    ['a payment that nobody knows', 'unknown-payment', () => ({ id: uuid() })],
    ['another customer’s payment', 'contradiction', (_, others) => ({ userId: others.userId })],
    ['less money', 'amount-mismatch', ({ total }) => ({ amount: { ...total, amount: 1 } })],
    [
      'other money',
      'amount-mismatch',
      ({ total: { amount } }) => ({ amount: { amount, currency: 'USD' }, refunded: { amount: 0, currency: 'USD' } }),
    ],
  ])('does not pay the order with %s', async (_what, reason, lie) => {
    const order = await waiting();
    const others = await placeOrder(service, service.customer());
    await hear(others, 'shop.payment.captured.v1', { version: 4 });
    const state = { version: 4, ...lie(order, others) };
    await comesToNothing(order, paymentEvent('shop.payment.captured.v1', order, state), reason);
  });

  it('does not take back what was paid', async () => {
    const order = await placeOrder(service, customer);
    await hear(order, 'shop.payment.captured.v1', { version: 4 });
    for (const type of ['shop.payment.declined.v1', 'shop.payment.cancelled.v1'] as const) {
      await comesToNothing(order, paymentEvent(type, order, { version: 3 }), 'contradiction');
      await comesToNothing(order, paymentEvent(type, order, { version: 9 }), 'illegal-state');
    }
    await comesToNothing(order, paymentEvent('shop.payment.refunded.v1', order, { version: 6 }), 'contradiction');
    const part = { amount: 100, currency: 'EUR' };
    const refunds = [aRefund(paymentIdOf(order), part)];
    const partly: State = { version: 6, status: 'partially_refunded', refunded: part, refunds };
    await comesToNothing(order, paymentEvent('shop.payment.refunded.v1', order, partly), 'contradiction');
  });

  it('cannot pass for the repeat of one that was handled', async () => {
    const order = await placeOrder(service, customer);
    const captured = paymentEvent('shop.payment.captured.v1', order, { version: 4 });
    await service.deliver(captured);
    await service.deliver(captured);
    const otherwise = { ...stateOf(captured), method: { type: 'card', brand: 'amex', last4: '0000' } };
    await comesToNothing(order, { ...captured, data: { payment: otherwise } }, 'contradiction');
  });

  it('cannot come from another service, nor say of itself what is not so', async () => {
    const order = await waiting();
    const captured = paymentEvent('shop.payment.captured.v1', order, { version: 4 });
    await comesToNothing(order, { ...captured, source: '/azure/notification-service' }, 'forged');
    await comesToNothing(order, { ...captured, time: '2099-01-01T00:00:00.000Z' }, 'schema');
    await comesToNothing(
      order,
      { ...captured, data: { payment: { ...stateOf(captured), status: 'declined' } } },
      'contradiction',
    );
    await comesToNothing(order, { ...captured, type: 'shop.payment.captured.v2' }, 'version');
  });
});

describe('an event that comes late or early', () => {
  it('has its effect when payment-service has gone on meanwhile', async () => {
    const order = await placeOrder(service, customer);
    const captured = paymentEvent('shop.payment.captured.v1', order, { version: 4 });
    service.payments.hold(stateOf(paymentEvent('shop.payment.refunded.v1', order, { version: 6 })));
    await service.deliver(captured);
    expect(await read(order)).toMatchObject({ status: 'paid' });
  });

  it('sends nobody to a page that is over', async () => {
    const order = await placeOrder(service, customer);
    const asked = paymentEvent('shop.payment.action_required.v1', order, { version: 3, nextAction });
    service.payments.hold(stateOf(paymentEvent('shop.payment.captured.v1', order, { version: 4 })));
    await service.deliver(asked);
    expect(await read(order)).toEqual(order);
  });

  it.each([500, 503, 429, 401, 404])(
    'waits for payment-service, which answers %d, and has its effect then',
    async (status) => {
      const order = await placeOrder(service, customer);
      const captured = paymentEvent('shop.payment.captured.v1', order, { version: 4 });
      service.payments.state.status = status;
      const failure = await service.deliver(captured).catch((error: unknown) => error);
      expect(isTransient(failure)).toBe(true);
      expect(await read(order)).toEqual(order);
      service.payments.state.status = 200;
      await service.deliver(captured);
      expect(await read(order)).toMatchObject({ status: 'paid' });
    },
  );

  it('asks payment-service once', async () => {
    const order = await placeOrder(service, customer);
    const before = service.payments.state.asked;
    await hear(order, 'shop.payment.captured.v1', { version: 4 });
    expect(service.payments.state.asked - before).toBe(1);
  });
});

describe('a forged event about what others did', () => {
  const reservation = (order: Order, status: 'committed' | 'released' | 'restocked', version = 2) =>
    event(
      status === 'committed' ? 'shop.reservation.committed.v1' : 'shop.reservation.released.v1',
      reservationOf(order, status),
      { aggregate: 'reservation', subject: order.id, version },
    );
  const sent = (order: Order, overrides: { eventId?: string; template?: string } = {}) => {
    const id = uuid();
    const eventId = `order/${order.id}/2/shop.order.paid.v1`;
    const rest = { channel: 'email' as const, messageId: '<m@causeway>', sentAt: order.createdAt };
    const notification = { id, orderId: order.id, eventId, template: 'order-paid', ...rest, ...overrides };
    return event('shop.notification.sent.v1', { notification }, { aggregate: 'notification', subject: id, version: 1 });
  };
  const paid = async (): Promise<Order> => {
    const order = await placeOrder(service, customer);
    await hear(order, 'shop.payment.captured.v1', { version: 4 });
    return read(order);
  };

  it('does not sell what is held for an order that waits, nor give it back', async () => {
    const order = await placeOrder(service, customer);
    await comesToNothing(order, reservation(order, 'committed'), 'contradiction');
    await comesToNothing(order, reservation(order, 'released'), 'contradiction');
    await comesToNothing(order, reservation(order, 'restocked', 3), 'contradiction');
  });

  it('does not give back what was sold', async () => {
    const order = await paid();
    await service.deliver(reservation(order, 'committed'));
    await comesToNothing(order, reservation(order, 'released'), 'contradiction');
    await comesToNothing(order, reservation(order, 'restocked', 3), 'contradiction');
  });

  it('does not tell of other lines', async () => {
    const order = await paid();
    const [line] = order.items;
    if (line === undefined) throw new Error('an order has a line');
    const other = await placeOrder(service, customer);
    for (const items of [[{ ...line, quantity: line.quantity + 1 }], [line, ...other.items], other.items])
      await comesToNothing(order, reservation({ ...order, items }, 'committed'), 'contradiction');
    await service.deliver(reservation(order, 'committed'));
  });

  it('does not tell of letters about what has not happened', async () => {
    const order = await placeOrder(service, customer);
    await comesToNothing(order, sent(order), 'contradiction');
    const after = await paid();
    for (const eventId of [
      `order/${after.id}/3/shop.order.fulfilled.v1`,
      `order/${after.id}/2147483647/shop.order.paid.v1`,
      `order/${after.id}/1/shop.order.placed.v1`,
      `order/${after.id}/2/shop.order.cancel_requested.v1`,
      `order/${after.id}/rubbish`,
    ])
      await comesToNothing(after, sent(after, { eventId }), 'contradiction');
  });

  it('does not tell of a second letter about the same, under whatever id', async () => {
    const order = await paid();
    const letter = sent(order);
    await service.deliver(letter);
    await service.deliver(letter);
    await comesToNothing(order, sent(order), 'contradiction');
    await comesToNothing(order, sent(order, { template: 'order-refunded' }), 'contradiction');
    expect((await timelineOf(customer, order.id)).filter(({ type }) => type === 'notification.sent')).toHaveLength(1);
  });
});

it('what is refused at the bridge’s door is noted in the audit trail, once for the same', async () => {
  const order = await placeOrder(service, customer);
  const forged = paymentEvent('shop.payment.captured.v1', order, { version: 4 });
  const post = () =>
    service
      .otherService('bridge')
      .post('/internal/events')
      .set('content-type', 'application/cloudevents+json')
      .send(forged)
      .expect(422);
  expect((await post()).body.deadLetter).toBe('unknown-payment');
  await post();
  const noted = await eventually(() => {
    const found = service.audited.filter(({ detail }) => detail.eventId === forged.id);
    expect(found.length).toBeGreaterThanOrEqual(2);
    return found;
  });
  expect(noted[0]).toMatchObject({
    type: 'event.refused',
    service: 'order-service',
    actor: { kind: 'service', id: 'bridge' },
    subject: forged.subject,
    detail: { reason: 'unknown-payment', place: 'bridge', claimedSource: '/azure/payment-service' },
  });
  expect(new Set(noted.map(({ id }) => id)).size).toBe(1);
});
