import {
  type Cancellation,
  cancellation,
  erasedAddress,
  erasedText,
  pseudonymOf,
  type TimelineItem,
} from '@causeway/data-model';
import type { OrderRecord } from './order.js';

/**
 * An order whose customer is erased: what was ordered, when and for how much stays, and in which state it is. Versions stay, too:
 * nothing has happened to the order.
 */
export const disowned = ({ order, ...record }: OrderRecord): OrderRecord => ({
  ...record,
  order: {
    ...order,
    userId: pseudonymOf(order.userId),
    shippingAddress: erasedAddress,
    cancellation: order.cancellation && { ...order.cancellation, ...withoutWords(order.cancellation, order.userId) },
  },
});

/** Those items of a timeline that hold somebody's words, without them. */
export const disownedItems = (timeline: readonly TimelineItem[], userId: string): TimelineItem[] =>
  timeline.flatMap((item) => {
    const said = saying.safeParse(item.detail);
    return said.success ? { ...item, detail: { ...item.detail, ...withoutWords(said.data, userId) } } : [];
  });

const saying = cancellation.pick({ reason: true, requestedBy: true });
type Saying = Pick<Cancellation, 'reason' | 'requestedBy'>;

/** Why an order was cancelled, in somebody's words; the system's own words are nobody's. */
const withoutWords = ({ reason, requestedBy }: Saying, userId: string): Saying => ({
  reason: requestedBy === 'system' ? reason : erasedText,
  requestedBy: requestedBy === userId ? erasedText : requestedBy,
});
