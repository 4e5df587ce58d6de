import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { anOrder, aPayment, item, paid } from '../../test/a-history.js';
import { recordHistory } from './record-history.js';

const { id } = anOrder();
const cancelled = { ...paid, status: 'cancel_requested', version: 3 };
const answers: Record<string, (response: ServerResponse) => void> = {
  'POST /v1/orders': (response) => json(response, 201, anOrder(), { etag: '"1"' }),
  'GET /v1/orders': (response) => json(response, 200, { items: [paid], nextCursor: null }),
  [`GET /v1/orders/${id}`]: (response) => json(response, 200, paid, { etag: '"2"' }),
  [`GET /v1/orders/${id}/timeline`]: (response) =>
    json(response, 200, { items: [item(1, 'stock.reserved', 'pending_payment')], nextCursor: null }),
  [`GET /v1/orders/${id}/payment`]: (response) => json(response, 200, aPayment()),
  [`POST /v1/orders/${id}/cancellation`]: (response) => json(response, 202, cancelled),
  [`POST /v1/orders/${id}/fulfilment`]: (response) => json(response, 503, {}),
  'GET /v1/products': (response) => json(response, 200, { items: [] }),
  [`GET /v1/orders/${id}/events`]: (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`event: snapshot\ndata: ${JSON.stringify(anOrder())}\n\n: ping\n\nid: 1\nevent: order.pl`);
    response.end(`aced\ndata: ${JSON.stringify(item(1, 'order.placed', 'pending_payment'))}\n\n`);
  },
};
const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) =>
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

const server = createServer(({ method, url = '/' }, response) => {
  const answer = answers[`${method} ${url.split('?')[0]}`];
  if (answer === undefined) response.destroy();
  else answer(response);
});
let url = '';
let time = 0;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // of a TCP server
});
afterAll(() => server.close());

/** What one request leaves in the history; the clock ticks whenever it is looked at. */
async function seen(method: string, path: string, body?: object) {
  time = 0;
  const history = recordHistory(() => time++);
  const headers = { 'content-type': 'application/json', 'idempotency-key': 'key-1' };
  const asked = { method, headers, ...(body && { body: JSON.stringify(body) }) };
  const answer = await history
    .fetchAs('ann')(url + path, asked)
    .then(
      (response) => response.text(),
      (error: Error) => error.message,
    );
  return { answer, sightings: history.sightings };
}

const during = { reader: 'ann', start: 0, end: 1 };

describe('a recorded client', () => {
  it('gets its answer, and leaves what it saw and when', async () => {
    const { answer, sightings } = await seen('POST', '/v1/orders', { items: [] });
    expect(JSON.parse(answer)).toEqual(anOrder());
    const said = { text: JSON.stringify(anOrder()), etag: '"1"', order: anOrder() };
    expect(sightings).toEqual([{ ...during, kind: 'place', key: 'key-1', answer: said }]);
  });

  it.each([
    ['GET', `/v1/orders/${id}`, undefined, { kind: 'read', orderId: id, order: paid, etag: '"2"' }],
    ['GET', '/v1/orders?limit=5', undefined, { kind: 'read', orderId: id, order: paid, etag: null }],
    ['GET', `/v1/orders/${id}/payment`, undefined, { kind: 'payment', orderId: id, payment: aPayment() }],
    [
      'POST',
      `/v1/orders/${id}/cancellation`,
      { reason: 'late' },
      { kind: 'cancel', orderId: id, reason: 'late', answer: cancelled },
    ],
    [
      'GET',
      `/v1/orders/${id}/timeline`,
      undefined,
      { kind: 'timeline', orderId: id, items: [item(1, 'stock.reserved', 'pending_payment')], whole: true },
    ],
  ] as const)('is remembered for %s %s', async (method, path, body, deed) => {
    expect((await seen(method, path, body)).sightings).toEqual([{ ...during, ...deed }]);
  });

  it('leaves what was not answered, or in doubt, as something that may have happened', async () => {
    const open = { reader: 'ann', start: 0, end: Number.POSITIVE_INFINITY };
    const doubted = await seen('POST', `/v1/orders/${id}/fulfilment`, {});
    expect(doubted.sightings).toEqual([{ ...open, kind: 'fulfil', orderId: id, answer: 'none' }]);
    const lost = await seen('POST', '/v1/orders/lost/cancellation', { reason: 'late' });
    expect(lost.answer).toContain('fetch failed');
    expect(lost.sightings).toEqual([{ ...open, kind: 'cancel', orderId: 'lost', reason: 'late', answer: 'none' }]);
  });

  it('leaves each piece of a stream as it comes, and reads the stream all the same', async () => {
    const { answer, sightings } = await seen('GET', `/v1/orders/${id}/events`);
    const news = JSON.stringify(item(1, 'order.placed', 'pending_payment'));
    expect(answer).toBe(
      `event: snapshot\ndata: ${JSON.stringify(anOrder())}\n\n: ping\n\nid: 1\nevent: order.placed\ndata: ${news}\n\n`,
    );
    expect(sightings).toEqual([
      { ...during, kind: 'read', orderId: id, order: anOrder(), etag: null },
      expect.objectContaining({ kind: 'news', orderId: id, item: item(1, 'order.placed', 'pending_payment') }),
    ]);
  });

  it('leaves nothing of what is not about orders', async () => {
    expect((await seen('GET', '/v1/products')).sightings).toEqual([]);
  });
});
