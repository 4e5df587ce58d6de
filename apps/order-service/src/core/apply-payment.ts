import { type PaymentState, paymentDisproof } from '@causeway/data-model';
import { changeOrder } from './change-order.js';
import { type OrderRecord, type Story, storyOf } from './order.js';
import { afterPayment } from './payment-news.js';
import type { Arrival, Clock, KnownPayments, Orders } from './ports.js';
import { heardOtherwise, type Refusal, unknownOrder } from './refusal.js';

/** Lets an order follow its payment. */
export class ApplyPayment {
  readonly #orders: Orders;
  readonly #payments: KnownPayments;
  readonly #clock: Clock;

  constructor(ports: { orders: Orders; payments: KnownPayments; clock: Clock }) {
    this.#orders = ports.orders;
    this.#payments = ports.payments;
    this.#clock = ports.clock;
  }

  /**
   * Applies the news of one event, once; a refusal when it can never be applied. The order's own record says whose it is
   * and what it costs; whether the money came, only payment-service can say, which is asked while the order is read.
   *
   * @throws DomainError `unavailable` when payment-service cannot be asked, before anything was written
   */
  async execute(arrival: Arrival, payment: PaymentState): Promise<Refusal | undefined> {
    const asked = this.#payments.byId(payment.id);
    // The order alone may say enough: then nobody waits for the answer.
    asked.catch(() => undefined);
    const decide = async (record: OrderRecord | undefined): Promise<Story | { instead: Refusal }> => {
      if (record === undefined) return { instead: unknownOrder(payment.orderId) };
      const story = afterPayment(record, payment, this.#clock().toISOString());
      if ('refused' in story) return { instead: story };
      const disproof = paymentDisproof(payment, await asked);
      if (disproof === undefined) return story;
      return disproof === 'over' ? storyOf(record) : { instead: disproof };
    };
    const outcome = await changeOrder(this.#orders, payment.orderId, decide, heardOtherwise(arrival));
    return 'instead' in outcome ? outcome.instead : undefined;
  }
}
