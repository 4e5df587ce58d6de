import type { CloudEvent, Order, PaymentState } from '@causeway/data-model';
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

describe('the saga, as order-service sees it', () => {
  let service: OrderService;
  let customer: Customer;

  beforeAll(async () => {
    service = await startOrderService();
    customer = service.customer();
  });
  afterAll(() => service.stop());

  const read = async ({ id }: Order): Promise<Order> => (await customer.get(`/v1/orders/${id}`).expect(200)).body;
  const cancel = ({ id }: Order) => customer.post(`/v1/orders/${id}/cancellation`).send({ reason: 'too late' });
  const fulfil = ({ id }: Order) => service.person('support').post(`/v1/orders/${id}/fulfilment`).send({});
  const typesOf = async ({ id }: Order) => (await timelineOf(customer, id)).map(({ type }) => type).slice(2);
  const published = ({ id }: Order, types: string[]) =>
    eventually(() => expect(service.bus.about(id).map((type) => type.slice(11, -3))).toEqual(types));

  type PaymentNews = Parameters<typeof paymentEvent>[0];
  const hear = (order: Order, type: PaymentNews, version: number, state: Partial<PaymentState> = {}) =>
    service.deliver(paymentEvent(type, order, { version, ...state }));

  it('follows a payment to paid, and tells', async () => {
    const order = await placeOrder(service, customer);
    await hear(order, 'shop.payment.captured.v1', 4);
    expect(await read(order)).toMatchObject({ status: 'paid', version: 2 });
    expect(await typesOf(order)).toEqual(['payment.captured', 'order.paid']);
    await published(order, ['placed', 'paid']);
    const paid = service.bus.published.find(({ id }) => id === `order/${order.id}/2/shop.order.paid.v1`);
    expect(paid).toMatchObject({
      source: '/aws/order-service',
      aggregateversion: 2,
      data: { order: await read(order) },
    });
  });

  it('has the effect of an event once, however often and at whatever moment it comes', async () => {
    const order = await placeOrder(service, customer);
    const captured = paymentEvent('shop.payment.captured.v1', order, { version: 4 });
    await Promise.all(Array.from({ length: 10 }, () => service.deliver(captured)));
    await service.deliver(captured);
    expect(await read(order)).toMatchObject({ status: 'paid', version: 2 });
    expect(await typesOf(order)).toEqual(['payment.captured', 'order.paid']);
    await published(order, ['placed', 'paid']);
  });

  it('ends right when a refund overtakes the capture', async () => {
    const order = await placeOrder(service, customer);
    await hear(order, 'shop.payment.refunded.v1', 6);
    await hear(order, 'shop.payment.captured.v1', 4);
    expect(await read(order)).toMatchObject({ status: 'refunded', refunded: order.total });
    expect(await typesOf(order)).toEqual([
      'payment.captured',
      'order.paid',
      'payment.refunded',
      'order.partially_refunded',
      'order.refunded',
    ]);
    await published(order, ['placed', 'paid', 'partially_refunded', 'refunded']);
  });

  it('ends right when all of a payment’s events come at once', async () => {
    const order = await placeOrder(service, customer);
    const { currency } = order.total;
    const part = (...amounts: number[]) => ({
      status: 'partially_refunded' as const,
      refunded: { amount: amounts.reduce((sum, amount) => sum + amount, 0), currency },
      refunds: amounts.map((amount) => aRefund(paymentIdOf(order), { amount, currency })),
    });
    await Promise.all([
      hear(order, 'shop.payment.refunded.v1', 7, part(200, 300)),
      hear(order, 'shop.payment.captured.v1', 4),
      hear(order, 'shop.payment.refunded.v1', 6, part(200)),
    ]);
    expect(await read(order)).toMatchObject({ status: 'partially_refunded', refunded: { amount: 500 } });
  });

  it('fails with its payment', async () => {
    const order = await placeOrder(service, customer);
    await hear(order, 'shop.payment.declined.v1', 3, { declineCode: 'card_declined' });
    expect(await read(order)).toMatchObject({ status: 'payment_failed', version: 2 });
    const [declined] = (await timelineOf(customer, order.id)).filter(({ type }) => type === 'payment.declined');
    expect(declined).toMatchObject({
      service: 'payment-service',
      cloud: 'azure',
      detail: { declineCode: 'card_declined' },
    });
  });

  it('shows its customer where to go, with another tag and the same version', async () => {
    const order = await placeOrder(service, customer);
    const expiresAt = new Date(Date.now() + 900_000).toISOString();
    const nextAction = { type: 'redirect' as const, url: 'http://localhost:8087/3ds/pi_1', expiresAt };
    await hear(order, 'shop.payment.action_required.v1', 3, { nextAction });
    const answer = await customer.get(`/v1/orders/${order.id}`).set('if-none-match', '"1"').expect(200);
    expect(answer.body).toMatchObject({ status: 'pending_payment', version: 1, nextAction });
    expect(answer.headers.etag).toBe(`"1.${Date.parse(expiresAt)}"`);
    await hear(order, 'shop.payment.captured.v1', 5);
    expect(await read(order)).toMatchObject({ status: 'paid', nextAction: null });
    expect(await service.table.get({ pk: `O#${order.id}`, sk: 'META' })).not.toHaveProperty('dueShard');
  });

  describe('when a payment is abandoned', () => {
    it('asks for the cancellation, whichever process notices', async () => {
      const [first, second] = [await service.open(), await service.open()];
      const order = await placeOrder(service, customer);
      const nextAction = { type: 'redirect' as const, url: 'http://x', expiresAt: new Date().toISOString() };
      await hear(order, 'shop.payment.action_required.v1', 3, { nextAction });
      await Promise.all([first, second].map((app) => service.sweep(app)));
      expect(await read(order)).toMatchObject({
        status: 'cancel_requested',
        version: 2,
        nextAction: null,
        cancellation: { reason: 'payment-timeout', requestedBy: 'system' },
      });
      await published(order, ['placed', 'cancel_requested']);
      await Promise.all([first.close(), second.close()]);
    });

    it('lets those be whose time has not come', async () => {
      const order = await placeOrder(service, customer);
      const expiresAt = new Date(Date.now() + 60_000).toISOString();
      await hear(order, 'shop.payment.action_required.v1', 3, {
        nextAction: { type: 'redirect', url: 'http://x', expiresAt },
      });
      await service.sweep(service.app);
      expect(await read(order)).toMatchObject({ status: 'pending_payment' });
    });
  });

  describe('cancelling', () => {
    it('is for payment to decide: cancelled', async () => {
      const order = await placeOrder(service, customer);
      const { body } = await cancel(order).expect(202);
      expect(body).toMatchObject({ status: 'cancel_requested', cancellation: { reason: 'too late' } });
      await hear(order, 'shop.payment.cancelled.v1', 3);
      expect(await read(order)).toMatchObject({ status: 'cancelled', version: 3 });
      await published(order, ['placed', 'cancel_requested', 'cancelled']);
    });

    it('is for payment to decide: refunded, when the money had come', async () => {
      const order = await placeOrder(service, customer);
      await cancel(order).expect(202);
      await hear(order, 'shop.payment.captured.v1', 4);
      expect(await read(order)).toMatchObject({ status: 'cancel_requested', version: 2 });
      await hear(order, 'shop.payment.refunded.v1', 5);
      expect(await read(order)).toMatchObject({ status: 'refunded', version: 3, refunded: order.total });
      await published(order, ['placed', 'cancel_requested', 'refunded']);
    });

    it('ends cancelled when the payment is declined meanwhile', async () => {
      const order = await placeOrder(service, customer);
      await cancel(order).expect(202);
      await hear(order, 'shop.payment.declined.v1', 3);
      expect(await read(order)).toMatchObject({ status: 'cancelled' });
    });

    it('changes nothing the second time, not even at once', async () => {
      const order = await placeOrder(service, customer);
      const answers = await Promise.all([cancel(order), cancel(order), cancel(order)]);
      expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
      expect(await read(order)).toMatchObject({ status: 'cancel_requested', version: 2 });
      await published(order, ['placed', 'cancel_requested']);
    });

    it('loses or wins against the capture, and both are heard', async () => {
      const orders = await Promise.all([1, 2, 3, 4].map(() => placeOrder(service, customer)));
      for (const order of orders) {
        await Promise.all([cancel(order).expect(202), hear(order, 'shop.payment.captured.v1', 4)]);
        expect(await read(order)).toMatchObject({ status: 'cancel_requested' });
        expect(await typesOf(order)).toEqual(expect.arrayContaining(['payment.captured', 'order.cancel_requested']));
      }
    });

    it('is possible for what is paid, not for what was sent or has failed', async () => {
      const [paid, sent, failed] = await Promise.all([1, 2, 3].map(() => placeOrder(service, customer)));
      if (paid === undefined || sent === undefined || failed === undefined) throw new Error('three were placed');
      await hear(paid, 'shop.payment.captured.v1', 4);
      await hear(sent, 'shop.payment.captured.v1', 4);
      await hear(failed, 'shop.payment.declined.v1', 4);
      await fulfil(sent).expect(200);
      await cancel(paid).expect(202);
      for (const order of [sent, failed]) expect((await cancel(order).expect(409)).body.code).toBe('illegal-state');
    });
  });

  describe('sending', () => {
    it('is noted once, by support', async () => {
      const order = await placeOrder(service, customer);
      await fulfil(order).expect(409);
      await hear(order, 'shop.payment.captured.v1', 4);
      await customer.post(`/v1/orders/${order.id}/fulfilment`).send({}).expect(403);
      const { body } = await fulfil(order).expect(200);
      expect(body).toMatchObject({ status: 'fulfilled', version: 3 });
      expect(body.fulfilledAt).toBe(body.updatedAt);
      expect((await fulfil(order).expect(409)).body.code).toBe('illegal-state');
      await published(order, ['placed', 'paid', 'fulfilled']);
    });

    it('is possible after a part was refunded', async () => {
      const order = await placeOrder(service, customer);
      const refunded = { amount: 100, currency: 'EUR' };
      const refunds = [aRefund(paymentIdOf(order), refunded)];
      await hear(order, 'shop.payment.refunded.v1', 5, { status: 'partially_refunded', refunded, refunds });
      const { body } = await fulfil(order).expect(200);
      expect(body).toMatchObject({ status: 'partially_refunded', fulfilledAt: expect.any(String) });
      const rest = { ...order.total, amount: order.total.amount - 100 };
      const all = [...refunds, aRefund(paymentIdOf(order), rest)];
      await hear(order, 'shop.payment.refunded.v1', 6, { refunds: all });
      expect(await read(order)).toMatchObject({ status: 'refunded', fulfilledAt: body.fulfilledAt });
    });
  });

  describe('what others did', () => {
    const reservation = (order: Order, status: 'committed' | 'released') =>
      event(`shop.reservation.${status}.v1`, reservationOf(order, status), {
        aggregate: 'reservation',
        subject: order.id,
        version: 2,
      });
    const sent = (order: Order) => {
      const id = uuid();
      const about = {
        eventId: `order/${order.id}/2/shop.order.paid.v1`,
        template: 'order-paid',
        messageId: '<m@causeway>',
      };
      const notification = { id, orderId: order.id, channel: 'email' as const, sentAt: order.createdAt, ...about };
      return event(
        'shop.notification.sent.v1',
        { notification },
        { aggregate: 'notification', subject: id, version: 1 },
      );
    };

    it('stands in the timeline once and leaves the order as it is', async () => {
      const order = await placeOrder(service, customer);
      await hear(order, 'shop.payment.captured.v1', 4);
      const before = await read(order);
      const news = [reservation(order, 'committed'), sent(order)];
      for (const one of [...news, ...news]) await service.deliver(one);
      expect((await typesOf(order)).slice(2)).toEqual(['reservation.committed', 'notification.sent']);
      expect(await read(order)).toEqual(before);
    });

    it.each(['shop.reservation.released.v1', 'shop.notification.sent.v1'])(
      'is nothing to an order that was never placed: %s',
      async (type) => {
        const nobodys = { ...(await placeOrder(service, customer)), id: uuid() };
        const one = type === 'shop.notification.sent.v1' ? sent(nobodys) : reservation(nobodys, 'released');
        await expect(service.deliver(one)).rejects.toMatchObject({ reason: 'unknown-order' });
      },
    );
  });

  describe('what can never be true', () => {
    it.each<[string, PaymentNews, (order: Order) => Partial<PaymentState>]>([
      ['unknown-order', 'shop.payment.captured.v1', () => ({ orderId: uuid() })],
      ['amount-mismatch', 'shop.payment.captured.v1', () => ({ amount: { amount: 1, currency: 'EUR' } })],
    ])('is dead-lettered at once: %s', async (reason, type, state) => {
      const order = await placeOrder(service, customer);
      const forged = paymentEvent(type, order, { version: 4, ...state(order) });
      await expect(service.deliverForged(forged)).rejects.toMatchObject({ name: 'DeadLetter', reason });
      expect(await read(order)).toEqual(order);
    });

    it('is told to the bridge with its reason', async () => {
      const order = await placeOrder(service, customer);
      const deliver = (body: CloudEvent | object) =>
        service
          .otherService('bridge')
          .post('/internal/events')
          .set('content-type', 'application/cloudevents+json')
          .send(body);
      const stranger = paymentEvent('shop.payment.captured.v1', { ...order, id: uuid() }, { version: 4 });
      expect((await deliver(stranger).expect(422)).body.deadLetter).toBe('unknown-order');
      expect((await deliver({ rubbish: true }).expect(422)).body.deadLetter).toBe('schema');
      const captured = paymentEvent('shop.payment.captured.v1', order, { version: 4 });
      if ('payment' in captured.data) service.payments.hold(captured.data.payment);
      await deliver(captured).expect(204);
      expect(await read(order)).toMatchObject({ status: 'paid' });
    });
  });
});
