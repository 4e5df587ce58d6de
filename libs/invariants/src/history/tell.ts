import type { Order } from '@causeway/data-model';
import type { OrderOp } from './order-model.js';
import type { Sighting } from './sighting.js';

/** `+120..131 ms  ann read the order: paid, version 2`. */
export const tell = (sighting: Sighting | OrderOp, from: number): string =>
  `${spanOf(sighting, from)}  ${sighting.reader} ${deedOf(sighting)}`;

const spanOf = ({ start, end }: Sighting | OrderOp, from: number): string => {
  const at = (ms: number) => Math.round((ms - from) * 10) / 10;
  if (start === Number.NEGATIVE_INFINITY) return 'at some time';
  return end === Number.POSITIVE_INFINITY ? `from +${at(start)} ms` : `+${at(start)}..${at(end)} ms`;
};

function deedOf(sighting: Sighting | OrderOp): string {
  switch (sighting.kind) {
    case 'place':
      return `placed an order: ${sighting.answer === 'none' ? 'no answer' : `${sighting.answer.order.id}, ${brief(sighting.answer.order)}`}`;
    case 'placing':
      return 'placed the order';
    case 'read':
      return `read the order: ${sighting.order === 'not-found' ? 'not found' : brief(sighting.order)}`;
    case 'cancel':
      return `cancelled the order (${sighting.reason}): ${answerOf(sighting.answer)}`;
    case 'fulfil':
      return `fulfilled the order: ${answerOf(sighting.answer)}`;
    case 'timeline':
      return `read ${sighting.whole ? 'the timeline' : 'of the timeline'}: ${sighting.items.length} items, up to ${lastOf(sighting.items)}`;
    case 'news':
      return `was told by a stream: ${sighting.item.seq} ${sighting.item.type} (${sighting.item.status})`;
    case 'payment':
      return `read the payment: ${sighting.payment === 'not-found' ? 'not found' : paymentIn(sighting.payment)}`;
    case 'refund':
      return `refunded: ${sighting.answer.refund.id}, ${sighting.answer.refund.status}`;
  }
}

export const brief = ({ status, version, refunded, cancellation, nextAction }: Order): string =>
  [
    `${status}, version ${version}`,
    refunded.amount > 0 && `${refunded.amount} refunded`,
    cancellation && `cancelled for "${cancellation.reason}"`,
    nextAction && 'with something to do',
  ]
    .filter(Boolean)
    .join(', ');

const answerOf = (answer: Order | 'refused' | 'none'): string => {
  if (typeof answer !== 'string') return brief(answer);
  return answer === 'none' ? 'no answer' : 'refused';
};

const lastOf = (items: readonly { seq: number; type: string; status: string }[]): string => {
  const last = items.at(-1);
  return last === undefined ? 'nothing' : `${last.seq} ${last.type} (${last.status})`;
};

const paymentIn = ({
  status,
  refunded,
  refunds,
}: {
  status: string;
  refunded: { amount: number };
  refunds: unknown[];
}) => `${status}, ${refunded.amount} refunded in ${refunds.length} refunds`;
