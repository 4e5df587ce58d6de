import { get, type IncomingMessage } from 'node:http';
import type { Order } from '@causeway/data-model';
import { eventually } from '@causeway/testing';
import { doorsUnderTest } from '@causeway/testing/doors';
import { jest } from '@jest/globals';
import { ProcessWakeups } from '../src/adapters/process-wakeups.js';
import {
  type Customer,
  event,
  type OrderService,
  paymentEvent,
  placeOrder,
  reservationOf,
  startOrderService,
} from './order-service.js';

/** A client of event streams: what has come so far, block by block. */
async function listen(url: string, { token }: Customer, headers: Record<string, string> = {}) {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream', ...headers } }, resolve).on(
      'error',
      reject,
    );
  });
  let text = '';
  let ended = false;
  response.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  response.on('end', () => {
    ended = true;
  });
  response.on('error', () => undefined);
  const blocks = () => text.split('\n\n').filter((block) => block !== '');
  return {
    response,
    blocks,
    hasEnded: () => ended,
    events: () => blocks().map((block) => /^event: (.*)$/m.exec(block)?.[1] ?? block),
    close: () => response.destroy(),
  };
}

describe('an order’s event stream', () => {
  let service: OrderService;
  let customer: Customer;

  beforeAll(async () => {
    // A stream that stays open needs a process that holds connections.
    service = await startOrderService({}, 'server');
    customer = service.customer();
  });
  afterAll(() => service.stop());

  const streamOf = ({ id }: Order, headers: Record<string, string> = {}) =>
    listen(`${service.url}/v1/orders/${id}/events`, customer, headers);
  const capture = (order: Order) => service.deliver(paymentEvent('shop.payment.captured.v1', order, { version: 4 }));
  const commit = (order: Order) =>
    service.deliver(
      event('shop.reservation.committed.v1', reservationOf(order, 'committed'), {
        aggregate: 'reservation',
        subject: order.id,
        version: 2,
      }),
    );
  const notify = ({ id, createdAt }: Order) => {
    const eventId = `order/${id}/2/shop.order.paid.v1`;
    const rest = { template: 'order-paid', channel: 'email', messageId: '<m@causeway>', sentAt: createdAt } as const;
    return service.deliver(
      event(
        'shop.notification.sent.v1',
        { notification: { id, orderId: id, eventId, ...rest } },
        { aggregate: 'notification', subject: id, version: 1 },
      ),
    );
  };

  it('begins with the order, tells what happens, and ends when all has been done', async () => {
    const order = await placeOrder(service, customer);
    const stream = await streamOf(order);
    expect(stream.response.headers['content-type']).toBe('text/event-stream');
    expect(stream.response.headers['x-trace-id']).toMatch(/^[0-9a-f]{32}$/);
    await eventually(() => expect(stream.events()).toEqual(['snapshot', 'stock.reserved', 'order.placed']));
    const [snapshot = ''] = stream.blocks();
    expect(JSON.parse(snapshot.replace('event: snapshot\ndata: ', ''))).toEqual(order);
    await capture(order);
    await eventually(() => expect(stream.events().slice(3)).toEqual(['payment.captured', 'order.paid']));
    expect(stream.blocks().at(-1)).toMatch(/^id: 4\nevent: order\.paid\ndata: \{"seq":4,/);
    await commit(order);
    expect(stream.hasEnded()).toBe(false);
    await notify(order);
    await eventually(() => expect(stream.hasEnded()).toBe(true));
    expect(stream.events().slice(5)).toEqual(['reservation.committed', 'notification.sent']);
  });

  it('is woken by what this process does, without looking again and again', async () => {
    const wakeups = service.app.get(ProcessWakeups);
    const next = wakeups.next.bind(wakeups);
    const patient = jest.spyOn(wakeups, 'next').mockImplementation((id, _ms, ended) => next(id, 600_000, ended));
    const order = await placeOrder(service, customer);
    const stream = await streamOf(order);
    await eventually(() => expect(stream.events()).toHaveLength(3));
    await capture(order);
    await eventually(() => expect(stream.events()).toHaveLength(5));
    stream.close();
    patient.mockRestore();
  });

  it('hears of what other processes do', async () => {
    const order = await placeOrder(service, customer);
    const other = await service.open();
    const stream = await listen(`${await other.getUrl()}/v1/orders/${order.id}/events`, customer);
    await eventually(() => expect(stream.events()).toHaveLength(3));
    await capture(order);
    await eventually(() => expect(stream.events()).toHaveLength(5));
    stream.close();
    await other.close();
  });

  it.each([
    ['shop.payment.declined.v1', 'order.payment_failed'],
    ['shop.payment.cancelled.v1', 'order.cancelled'],
  ] as const)('ends after %s', async (type, last) => {
    const order = await placeOrder(service, customer);
    const stream = await streamOf(order);
    await service.deliver(paymentEvent(type, order, { version: 4 }));
    await eventually(() => expect(stream.hasEnded()).toBe(true));
    expect(stream.events().at(-1)).toBe(last);
  });

  it('goes on after the last event that was seen', async () => {
    const order = await placeOrder(service, customer);
    await capture(order);
    const stream = await streamOf(order, { 'last-event-id': '2' });
    await eventually(() => expect(stream.events()).toEqual(['payment.captured', 'order.paid']));
    stream.close();
  });

  it('answers who comes back at once, though nothing is new', async () => {
    const order = await placeOrder(service, customer);
    const stream = await streamOf(order, { 'last-event-id': '2' });
    expect(stream.response.headers['content-type']).toBe('text/event-stream');
    await eventually(() => expect(stream.blocks()).toEqual([': ping']), 5000);
    await capture(order);
    await eventually(() => expect(stream.events()).toEqual([': ping', 'payment.captured', 'order.paid']));
    stream.close();
  });

  it('tells who has seen everything not to come again', async () => {
    const order = await placeOrder(service, customer);
    await service.deliver(paymentEvent('shop.payment.declined.v1', order, { version: 4 }));
    const stream = await streamOf(order, { 'last-event-id': '4' });
    expect(stream.response.statusCode).toBe(204);
  });

  it('begins anew for a last event that is none of ours', async () => {
    const stream = await streamOf(await placeOrder(service, customer), { 'last-event-id': 'rubbish' });
    await eventually(() => expect(stream.events()[0]).toBe('snapshot'));
    stream.close();
  });

  it('gives its head alone when only that is asked for', async () => {
    const { id } = await placeOrder(service, customer);
    const url = `${service.url}/v1/orders/${id}/events`;
    const answer = await fetch(url, { method: 'HEAD', headers: { authorization: `Bearer ${customer.token}` } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
  });

  it('does not keep a process from closing', async () => {
    const other = await service.open();
    const order = await placeOrder(service, customer);
    const stream = await listen(`${await other.getUrl()}/v1/orders/${order.id}/events`, customer);
    const before = performance.now();
    await other.close();
    // A quiet stream would be kept open for good.
    expect(performance.now() - before).toBeLessThan(10_000);
    await eventually(() => expect(stream.hasEnded()).toBe(true));
  });
});

describe.each(doorsUnderTest)('an event stream where a gateway holds answers back, behind %s', (door) => {
  let service: OrderService;

  beforeAll(async () => {
    service = await startOrderService({ SSE_BUFFERED: 'true' }, door);
  });
  afterAll(() => service.stop());

  it('is short', async () => {
    const customer = service.customer();
    const order = await placeOrder(service, customer);
    const url = `${service.url}/v1/orders/${order.id}/events`;
    const stream = await listen(url, customer, { 'last-event-id': '1' });
    await eventually(() => expect(stream.hasEnded()).toBe(true));
    expect(stream.events()).toEqual(['order.placed', 'retry: 2000']);
    const nothingNew = await listen(url, customer, { 'last-event-id': '2' });
    await eventually(() => expect(nothingNew.hasEnded()).toBe(true));
    expect(nothingNew.blocks()).toEqual(['retry: 2000']);
  });
});
