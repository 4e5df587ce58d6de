import { unavailable } from '@causeway/data-model';
import type { DrivePayment } from './drive-payment.js';
import { arrivalOf, confirmed, type Disbelief, type NewsOutcome, type OrderNews, owesTheSame } from './order-news.js';
import type { Payment } from './payment.js';
import type { Clock, Ids, KnownOrders, Payments } from './ports.js';
import { firstPayment } from './request-payment.js';

type Ports = { payments: Payments; orders: KnownOrders; drive: DrivePayment; clock: Clock; ids: Ids };

/** Rule B: an order that was placed is charged once, however often and in whatever order its events arrive. */
export class ChargeOrder {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /**
   * Charges what order-service itself holds: nothing, when it does not know the order, or knows another sum or customer.
   *
   * @throws DomainError `unavailable` when it cannot be asked, before anything was written
   */
  async charge(news: OrderNews): Promise<NewsOutcome> {
    const { payments, drive } = this.#ports;
    const arrival = arrivalOf(news);
    const heard = await payments.heard(arrival);
    if (heard !== 'not-yet') return heard === 'before' ? 'handled' : 'contradiction';
    const payment = (await payments.byOrder(news.order.id)) ?? (await this.#record(news));
    if (typeof payment === 'string') return payment;
    if (!owesTheSame(news.order, payment)) return 'amount-mismatch';
    await drive.drive(payment, 'work', arrival);
    return 'handled';
  }

  async #record(news: OrderNews): Promise<Payment | Disbelief> {
    const { payments, orders, clock, ids } = this.#ports;
    const order = await confirmed(news.order, orders);
    if (typeof order === 'string') return order;
    const change = firstPayment(order, { id: ids(), now: clock(), traceparent: news.traceparent });
    const payment = change === undefined ? undefined : await payments.add(change);
    if (payment !== undefined) return payment;
    // A copy of the event may have been faster, and the order may have been paid since.
    const others = await payments.byOrder(order.id);
    if (others !== undefined) return others;
    if (change === undefined) return 'illegal-state';
    throw unavailable(`The payment of order ${order.id} could not be recorded.`);
  }
}
