import { listOf, type Order, order, payment, refund, timelineItem } from '@causeway/data-model';
import type { Deed } from './sighting.js';

type Asked = { method: string; path: string; key: string; body: string; isContinued: boolean };
type Answered = { status: number; etag: string | null; text: string } | 'none';
type Reading = (asked: Asked & { id: string }, answer: Answered) => Deed[];

const orders = listOf(order);
const timeline = listOf(timelineItem);

/** What a request was about, and what its answer says. Nothing for requests that are not about orders. */
export function readDeeds(asked: Asked, answer: Answered): Deed[] {
  for (const [pattern, read] of readings) {
    const match = pattern.exec(`${asked.method} ${asked.path}`);
    if (match !== null) return read({ ...asked, id: match[1] ?? '' }, answer);
  }
  return [];
}

const place: Reading = ({ key }, answer) => {
  if (answer === 'none') return [{ kind: 'place', key, answer }];
  if (answer.status !== 201) return [];
  const { text, etag } = answer;
  return [{ kind: 'place', key, answer: { text, etag, order: order.parse(JSON.parse(text)) } }];
};

const list: Reading = (_asked, answer) => {
  if (answer === 'none' || answer.status !== 200) return [];
  const { items } = orders.parse(JSON.parse(answer.text));
  return items.map((one) => ({ kind: 'read', orderId: one.id, order: one, etag: null }));
};

const one: Reading = ({ id }, answer) => {
  if (answer === 'none') return [];
  if (answer.status === 404) return [{ kind: 'read', orderId: id, order: 'not-found', etag: null }];
  if (answer.status !== 200) return [];
  return [{ kind: 'read', orderId: id, order: order.parse(JSON.parse(answer.text)), etag: answer.etag }];
};

const timelineOf: Reading = ({ id, isContinued }, answer) => {
  if (answer === 'none' || answer.status !== 200) return [];
  const { items, nextCursor } = timeline.parse(JSON.parse(answer.text));
  return isContinued ? [] : [{ kind: 'timeline', orderId: id, items, whole: nextCursor === null }];
};

/** One block of a stream at a time. */
const events: Reading = ({ id }, answer) => {
  if (answer === 'none' || answer.status !== 200) return [];
  const data = /^data: (.*)$/m.exec(answer.text)?.[1];
  if (data === undefined) return [];
  if (answer.text.startsWith('event: snapshot'))
    return [{ kind: 'read', orderId: id, order: order.parse(JSON.parse(data)), etag: null }];
  return [{ kind: 'news', orderId: id, item: timelineItem.parse(JSON.parse(data)) }];
};

const cancel: Reading = ({ id, body }, answer) => {
  const { reason = '' }: { reason?: string } = JSON.parse(body);
  return changes(answer).map((outcome) => ({ kind: 'cancel', orderId: id, reason, answer: outcome }));
};

const fulfil: Reading = ({ id }, answer) =>
  changes(answer).map((outcome) => ({ kind: 'fulfil', orderId: id, answer: outcome }));

function changes(answer: Answered): (Order | 'refused' | 'none')[] {
  if (answer === 'none') return ['none'];
  if (answer.status === 409) return ['refused'];
  return answer.status === 200 || answer.status === 202 ? [order.parse(JSON.parse(answer.text))] : [];
}

const paymentOf: Reading = ({ id }, answer) => {
  if (answer === 'none') return [];
  if (answer.status === 404) return [{ kind: 'payment', orderId: id, payment: 'not-found' }];
  return answer.status === 200
    ? [{ kind: 'payment', orderId: id, payment: payment.parse(JSON.parse(answer.text)) }]
    : [];
};

const refunds: Reading = ({ key }, answer) => {
  if (answer === 'none' || answer.status !== 201) return [];
  return [{ kind: 'refund', key, answer: { text: answer.text, refund: refund.parse(JSON.parse(answer.text)) } }];
};

const readings: readonly [RegExp, Reading][] = [
  [/^POST \/v1\/orders$/, place],
  [/^GET \/v1\/orders$/, list],
  [/^GET \/v1\/orders\/([^/]+)$/, one],
  [/^GET \/v1\/orders\/([^/]+)\/timeline$/, timelineOf],
  [/^GET \/v1\/orders\/([^/]+)\/events$/, events],
  [/^GET \/v1\/orders\/([^/]+)\/payment$/, paymentOf],
  [/^POST \/v1\/orders\/([^/]+)\/cancellation$/, cancel],
  [/^POST \/v1\/orders\/([^/]+)\/fulfilment$/, fulfil],
  [/^POST \/v1\/payments\/[^/]+\/refunds$/, refunds],
];
