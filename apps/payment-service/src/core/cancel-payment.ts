import { type Order, unavailable } from '@causeway/data-model';
import type { DrivePayment } from './drive-payment.js';
import { arrivalOf, confirmed, type NewsOutcome, type OrderNews, owesTheSame } from './order-news.js';
import { isCaptured, type Payment } from './payment.js';
import type { Arrival, Clock, Ids, KnownOrders, Payments } from './ports.js';
import { cancelledEarly } from './request-payment.js';
import { cancelAsked, isOpen } from './settle-intent.js';

const attempts = 10;

type Ports = { payments: Payments; orders: KnownOrders; drive: DrivePayment; clock: Clock; ids: Ids };

/**
 * Rules C and E: a cancelled order is not charged, or gets its money back. The wish is written down first, then the
 * provider says which of the two it is.
 */
export class CancelPayment {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /**
   * Only what order-service itself holds for cancelled is: nobody else's word takes a customer's order away.
   *
   * @throws DomainError `unavailable` when it cannot be asked, before anything was written
   */
  async cancel(news: OrderNews): Promise<NewsOutcome> {
    const { payments, orders, drive } = this.#ports;
    const arrival = arrivalOf(news);
    const heard = await payments.heard(arrival);
    if (heard !== 'not-yet') return heard === 'before' ? 'handled' : 'contradiction';
    const order = await confirmed(news.order, orders);
    if (typeof order === 'string') return order;
    if (order.cancellation === null) return 'illegal-state';
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const payment = await payments.byOrder(order.id);
      if (payment === undefined) {
        if (await this.#recordCancelled(order, news.traceparent, arrival)) return 'handled';
        continue;
      }
      if (!owesTheSame(order, payment)) return 'amount-mismatch';
      const unwanted = await this.#rememberWish(payment, news.traceparent);
      if (unwanted === undefined) continue;
      await drive.drive(unwanted, 'work', arrival);
      return 'handled';
    }
    throw unavailable(`The payment of order ${order.id} is being changed by others.`);
  }

  /** Rule E. */
  async #recordCancelled(order: Order, traceparent: string, arrival: Arrival): Promise<boolean> {
    const { payments, clock, ids } = this.#ports;
    const change = cancelledEarly(order, { id: ids(), now: clock(), traceparent });
    return (await payments.add(change, arrival)) !== undefined;
  }

  /** The payment with the wish written down; undefined when somebody else was faster. */
  async #rememberWish(payment: Payment, traceparent: string): Promise<Payment | undefined> {
    const canMatter = isOpen(payment) || isCaptured(payment) || payment.status === 'manual_review';
    if (!canMatter || payment.cancelRequestedAt !== null) return payment;
    const change = cancelAsked(payment, traceparent, this.#ports.clock());
    return (await this.#ports.payments.save(payment, change)) ? change.payment : undefined;
  }
}
