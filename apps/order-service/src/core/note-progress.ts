import { changeOrder } from './change-order.js';
import { noted, type OrderRecord, type Story, storyOf } from './order.js';
import type { Orders } from './ports.js';
import { type Refusal, unknownOrder } from './refusal.js';

/** What another service has done about an order. */
export type Progress = {
  eventId: string;
  orderId: string;
  type: 'reservation.committed' | 'reservation.released' | 'notification.sent';
  at: string;
  detail: Record<string, unknown>;
};

/** Writes into an order's timeline what other services have done about it. The order itself stays as it is. */
export class NoteProgress {
  readonly #orders: Orders;

  constructor(ports: { orders: Orders }) {
    this.#orders = ports.orders;
  }

  /** Notes it once; a refusal when there is no such order. */
  async execute({ eventId, orderId, type, at, detail }: Progress): Promise<Refusal | undefined> {
    const decide = (record: OrderRecord | undefined): Story | { instead: Refusal } =>
      record === undefined ? { instead: unknownOrder(orderId) } : noted(storyOf(record), type, at, detail);
    const outcome = await changeOrder(this.#orders, orderId, decide, eventId);
    return 'instead' in outcome ? outcome.instead : undefined;
  }
}
