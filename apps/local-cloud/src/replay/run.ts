import { setTimeout as delay } from 'node:timers/promises';
import pLimit from 'p-limit';
import { Refusal, type Session, type Shop } from '../client/shop.js';
import { countryCode } from './countries.js';
import type { Journal } from './journal.js';
import type { Plan, PlannedOrder, PlannedRefund } from './plan.js';

type Order = { id: string; status: string; refunded: { amount: number } };

export type Pace = {
  concurrency: number /** How many times faster than the file's own times; infinite for `max`. */;
  speed: number;
};

type Who = { shop: Shop; support: Session; ids: ReadonlyMap<string, string>; currency: string; journal: Journal };

const settled = new Set(['paid', 'fulfilled', 'partially_refunded', 'payment_failed', 'cancelled', 'refunded']);
/** A service that was killed keeps the messages it had for as long as their lock lasts: a minute, each time. */
const settleWithinMs = 15 * 60_000;

/** Plays the orders and refunds of a plan through the public API; what the journal holds already is not done again. */
export class Replay {
  readonly #who: Who;
  readonly #pace: Pace;
  readonly #customers = new Map<string, Promise<Session>>();
  readonly #placed = new Map<string, Promise<string | undefined>>();
  readonly #onStep: () => void;

  constructor(who: Who, pace: Pace, onStep: () => void) {
    this.#who = who;
    this.#pace = pace;
    this.#onStep = onStep;
  }

  async execute(plan: Plan): Promise<void> {
    const limit = pLimit(this.#pace.concurrency);
    const start = Date.now();
    const origin = Math.min(...plan.orders.map(({ at }) => at.getTime()));
    const paced = async <T>(at: Date, work: () => Promise<T>): Promise<T> => {
      await this.#waitFor(start, at.getTime() - origin);
      return limit(work);
    };
    for (const order of plan.orders) {
      this.#placed.set(
        order.key,
        paced(order.at, () => this.#order(order)),
      );
    }
    // Refunds come after the orders in the queue, so that an order they wait for is never behind them.
    const refunds = plan.refunds.map((refund) => paced(refund.at, () => this.#refund(refund)));
    await Promise.all([...this.#placed.values(), ...refunds]);
  }

  async #waitFor(start: number, offset: number): Promise<void> {
    if (!Number.isFinite(this.#pace.speed)) return;
    const left = start + offset / this.#pace.speed - Date.now();
    if (left > 0) await delay(left);
  }

  /** @returns the order's id; undefined when the shop refused it */
  async #order(order: PlannedOrder): Promise<string | undefined> {
    const { journal } = this.#who;
    const done = journal.find('order', order.key);
    try {
      if (done !== undefined) return done.orderId;
      if (journal.find('refused', order.key) !== undefined) return undefined;
      const started = performance.now();
      const customer = await this.#customer(order.customer);
      const { body } = await customer.post<Order>('/v1/orders', this.#bodyOf(order), { 'idempotency-key': order.key });
      const status = await this.#untilSettled(customer, body.id);
      journal.write({
        kind: 'order',
        key: order.key,
        orderId: body.id,
        status,
        ms: Math.round(performance.now() - started),
      });
      return body.id;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      journal.write({ kind: 'refused', key: order.key, reason: error.code });
      return undefined;
    } finally {
      this.#onStep();
    }
  }

  async #refund(refund: PlannedRefund): Promise<void> {
    const { journal, support } = this.#who;
    try {
      if (journal.find('refund', refund.key) ?? journal.find('refused', refund.key)) return;
      const orderId = await this.#placed.get(refund.order);
      if (orderId === undefined)
        return journal.write({ kind: 'refused', key: refund.key, reason: 'no-matching-order' });
      const payment = await support.get<{ id: string }>(`/v1/orders/${orderId}/payment`);
      const body = {
        amount: { amount: refund.amount, currency: this.#who.currency },
        reason: `returned ${refund.sku}`,
      };
      const path = `/v1/payments/${payment.body.id}/refunds`;
      const reply = await support.post<{ id: string; status: string }>(path, body, { 'idempotency-key': refund.key });
      const status = await this.#untilRefunded(payment.body.id, reply.body.id);
      journal.write({ kind: 'refund', key: refund.key, status });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      journal.write({ kind: 'refused', key: refund.key, reason: error.code });
    } finally {
      this.#onStep();
    }
  }

  #bodyOf(order: PlannedOrder): unknown {
    const { ids, currency } = this.#who;
    return {
      items: order.lines.map(({ sku, quantity }) => ({ productId: ids.get(sku), quantity })),
      paymentMethod: 'pm_card_visa',
      expectedTotal: { amount: order.total, currency },
      shippingAddress: {
        name: nameOf(order.customer),
        line1: `Invoice ${order.invoice}`,
        city: order.country || 'Unspecified',
        postalCode: '-',
        country: countryCode(order.country),
      },
    };
  }

  async #untilSettled(customer: Session, id: string): Promise<string> {
    const deadline = Date.now() + settleWithinMs;
    for (let wait = 10; ; wait = Math.min(wait * 1.5, 500)) {
      const { body } = await customer.get<Order>(`/v1/orders/${id}`);
      if (settled.has(body.status) || Date.now() > deadline) return body.status;
      await delay(wait);
    }
  }

  async #untilRefunded(paymentId: string, refundId: string): Promise<string> {
    const deadline = Date.now() + settleWithinMs;
    for (let wait = 10; ; wait = Math.min(wait * 1.5, 500)) {
      const { body } = await this.#who.support.get<{ refunds: { id: string; status: string }[] }>(
        `/v1/payments/${paymentId}`,
      );
      const status = body.refunds.find(({ id }) => id === refundId)?.status ?? 'pending';
      if (status !== 'pending' || Date.now() > deadline) return status;
      await delay(wait);
    }
  }

  #customer(number: string | null): Promise<Session> {
    const key = number ?? 'guest';
    const known = this.#customers.get(key);
    if (known !== undefined) return known;
    const session = this.#who.shop.session(`customer-${key}@retail.example`, 'causeway-replay-1', nameOf(number));
    this.#customers.set(key, session);
    return session;
  }
}

const nameOf = (customer: string | null): string => (customer === null ? 'Guest' : `Customer ${customer}`);
