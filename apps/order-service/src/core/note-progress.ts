import type { NotificationState, ReservationState } from '@causeway/data-model';
import { changeOrder } from './change-order.js';
import { noted, type OrderRecord, type Story, storyOf, type TimelineType } from './order.js';
import type { Arrival, Orders } from './ports.js';
import { contradiction, heardOtherwise, type Refusal, unknownOrder } from './refusal.js';

type Progress = { orderId: string; type: TimelineType; at: string; detail: Record<string, unknown> };

/**
 * Writes into an order's timeline what other services have done about it, once; the order itself stays as it is. What they
 * say is held against the order: both act upon its events alone, so that they can say nothing the order has not come to.
 */
export class NoteProgress {
  readonly #orders: Orders;

  constructor(ports: { orders: Orders }) {
    this.#orders = ports.orders;
  }

  /** @returns a refusal when there is no such order, or it gave no reason for what is said of its reservation */
  reservation(arrival: Arrival, at: string, state: ReservationState): Promise<Refusal | undefined> {
    const { orderId, status } = state;
    const type = status === 'committed' ? 'reservation.committed' : 'reservation.released';
    const progress: Progress = { orderId, type, at, detail: { status } };
    return this.#note(arrival, progress, (record) => doubtAboutReservation(record, state));
  }

  /**
   * One notification for each of the order's events: a second one is another's, under whatever id it comes.
   *
   * @returns a refusal when there is no such order, or it has had no such event
   */
  notification(arrival: Arrival, at: string, state: NotificationState): Promise<Refusal | undefined> {
    const { orderId, eventId, template, channel } = state;
    const progress: Progress = { orderId, type: 'notification.sent', at, detail: { template, channel } };
    const once = { ...arrival, id: `notified ${eventId}` };
    return this.#note(once, progress, (record) => doubtAboutNotification(record, eventId));
  }

  async #note(
    arrival: Arrival,
    { orderId, type, at, detail }: Progress,
    doubt: (record: OrderRecord) => Refusal | undefined,
  ): Promise<Refusal | undefined> {
    const decide = (record: OrderRecord | undefined): Story | { instead: Refusal } => {
      if (record === undefined) return { instead: unknownOrder(orderId) };
      const refusal = doubt(record);
      return refusal === undefined ? noted(storyOf(record), type, at, detail) : { instead: refusal };
    };
    const outcome = await changeOrder(this.#orders, orderId, decide, heardOtherwise(arrival));
    return 'instead' in outcome ? outcome.instead : undefined;
  }
}

function doubtAboutReservation(
  { order, payment }: OrderRecord,
  { status, items }: ReservationState,
): Refusal | undefined {
  const ordered = new Map(order.items.map(({ productId, quantity }) => [productId, quantity]));
  const isOfThisOrder =
    items.length === ordered.size && items.every(({ productId, quantity }) => ordered.get(productId) === quantity);
  if (!isOfThisOrder) return contradiction(`this is no reservation of what order ${order.id} is for`);
  if (status === 'committed')
    return payment?.captured === true
      ? undefined
      : contradiction(`order ${order.id} is ${order.status}, and nothing was sold for it`);
  const cameToNothing =
    order.status === 'payment_failed' ||
    order.status === 'cancelled' ||
    (order.status === 'refunded' && order.cancellation !== null);
  return cameToNothing
    ? undefined
    : contradiction(`order ${order.id} is ${order.status}, and nothing of it is given back`);
}

/** What customers are told of: any step after the first. */
const notifying =
  /^order\/[^/]+\/(\d+)\/shop\.order\.(paid|payment_failed|cancelled|partially_refunded|refunded|fulfilled)\.v1$/;

function doubtAboutNotification({ order }: OrderRecord, eventId: string): Refusal | undefined {
  const version = Number(notifying.exec(eventId)?.[1] ?? Number.NaN);
  return version >= 2 && version <= order.version
    ? undefined
    : contradiction(`order ${order.id} has come to version ${order.version} and had no event ${eventId}`);
}
