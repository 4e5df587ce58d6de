import { type Order, sameMoney, unavailable } from '@causeway/data-model';
import type { DrivePayment } from './drive-payment.js';
import type { Payment } from './payment.js';
import type { Clock, Ids, Payments } from './ports.js';
import { requested } from './request-payment.js';

/** An order event: what the order was, which event it is, and the trace it belongs to. */
export type OrderNews = { eventId: string; order: Order; traceparent: string };

/** Rule B: an order that was placed is charged once, however often and in whatever order its events arrive. */
export class ChargeOrder {
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

  /** `amount-mismatch` when the order is known with another total: nothing is charged for such an event. */
  async charge(news: OrderNews): Promise<'handled' | 'amount-mismatch'> {
    const arrival = { kind: 'event' as const, id: news.eventId };
    if (await this.#payments.hasHandled(arrival)) return 'handled';
    const payment = (await this.#payments.byOrder(news.order.id)) ?? (await this.#record(news));
    if (!sameMoney(payment.amount, news.order.total)) return 'amount-mismatch';
    await this.#drive.drive(payment, 'work', arrival);
    return 'handled';
  }

  async #record({ order, traceparent }: OrderNews): Promise<Payment> {
    const change = requested(order, { id: this.#ids(), now: this.#clock(), traceparent });
    if (await this.#payments.add(change)) return change.payment;
    const others = await this.#payments.byOrder(order.id);
    if (others === undefined) throw unavailable(`The payment of order ${order.id} could not be recorded.`);
    return others;
  }
}
