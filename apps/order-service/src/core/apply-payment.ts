import type { PaymentState } from '@causeway/data-model';
import { changeOrder } from './change-order.js';
import type { OrderRecord, Story } from './order.js';
import { afterPayment } from './payment-news.js';
import type { Clock, Orders } from './ports.js';
import { type Refusal, unknownOrder } from './refusal.js';

/** Lets an order follow its payment. */
export class ApplyPayment {
  readonly #orders: Orders;
  readonly #clock: Clock;

  constructor(ports: { orders: Orders; clock: Clock }) {
    this.#orders = ports.orders;
    this.#clock = ports.clock;
  }

  /** Applies the news of one event, once; a refusal when it can never be applied. */
  async execute(eventId: string, payment: PaymentState): Promise<Refusal | undefined> {
    const decide = (record: OrderRecord | undefined): Story | { instead: Refusal } => {
      if (record === undefined) return { instead: unknownOrder(payment.orderId) };
      const story = afterPayment(record, payment, this.#clock().toISOString());
      return 'refused' in story ? { instead: story } : story;
    };
    const outcome = await changeOrder(this.#orders, payment.orderId, decide, eventId);
    return 'instead' in outcome ? outcome.instead : undefined;
  }
}
