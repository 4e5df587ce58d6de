import { sameMoney, unavailable } from '@causeway/data-model';
import type { OrderNews } from './charge-order.js';
import type { DrivePayment } from './drive-payment.js';
import { isCaptured, type Payment } from './payment.js';
import type { Arrival, Clock, Ids, Payments } from './ports.js';
import { cancelledEarly } from './request-payment.js';
import { cancelAsked, isOpen } from './settle-intent.js';

const attempts = 10;

/**
 * Rules C and E: a cancelled order is not charged, or gets its money back. The wish is written down first, then the
 * provider says which of the two it is.
 */
export class CancelPayment {
  readonly #payments: Payments;
  readonly #drive: DrivePayment;
  readonly #clock: Clock;
  readonly #ids: Ids;

  constructor(payments: Payments, drive: DrivePayment, clock: Clock, ids: Ids) {
    this.#payments = payments;
    this.#drive = drive;
    this.#clock = clock;
    this.#ids = ids;
  }

  /** `amount-mismatch` when the order is known with another total. */
  async cancel(news: OrderNews): Promise<'handled' | 'amount-mismatch'> {
    const arrival = { kind: 'event' as const, id: news.eventId };
    if (await this.#payments.hasHandled(arrival)) return 'handled';
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const payment = await this.#payments.byOrder(news.order.id);
      if (payment === undefined) {
        if (await this.#recordCancelled(news, arrival)) return 'handled';
        continue;
      }
      if (!sameMoney(payment.amount, news.order.total)) return 'amount-mismatch';
      const unwanted = await this.#rememberWish(payment, news.traceparent);
      if (unwanted === undefined) continue;
      await this.#drive.drive(unwanted, 'work', arrival);
      return 'handled';
    }
    throw unavailable(`The payment of order ${news.order.id} is being changed by others.`);
  }

  /** Rule E. */
  #recordCancelled({ order, traceparent }: OrderNews, arrival: Arrival): Promise<boolean> {
    return this.#payments.add(cancelledEarly(order, { id: this.#ids(), now: this.#clock(), traceparent }), arrival);
  }

  /** The payment with the wish written down; undefined when somebody else was faster. */
  async #rememberWish(payment: Payment, traceparent: string): Promise<Payment | undefined> {
    const canMatter = isOpen(payment) || isCaptured(payment) || payment.status === 'manual_review';
    if (!canMatter || payment.cancelRequestedAt !== null) return payment;
    const change = cancelAsked(payment, traceparent, this.#clock());
    return (await this.#payments.save(payment, change)) ? change.payment : undefined;
  }
}
