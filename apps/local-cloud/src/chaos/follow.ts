import { setTimeout as delay } from 'node:timers/promises';
import type { Order, Payment } from '@causeway/data-model';
import { Refusal, type Session } from '../client/shop.js';
import { customerOf, type Market } from './market.js';
import { settled } from './outcomes.js';
import type { Purchase } from './traffic.js';
import type { Witness } from './witness.js';

/** A rule's no to what a customer wants of an order: it has gone another way meanwhile. */
const tooLate = new Set(['illegal-state', 'refund-exceeds']);

/** Follows one order from its 201 to its rest: at the bank's page, and through what its customer wants of it later. */
export class Follower {
  readonly #market: Market;
  readonly #purchase: Purchase;
  readonly #witness: Witness;
  readonly #customer: Session;
  readonly #id: string;
  readonly #over: AbortSignal;
  readonly #longestWaitMs: () => number;

  /** @param longestWaitMs between two looks at an order: the more are looked at, the longer */
  constructor(
    market: Market,
    { purchase, order, witness }: { purchase: Purchase; order: Order; witness: Witness },
    { over, longestWaitMs }: { over: AbortSignal; longestWaitMs: () => number },
  ) {
    this.#market = market;
    this.#purchase = purchase;
    this.#witness = witness;
    this.#customer = customerOf(market, purchase);
    this.#id = order.id;
    this.#over = over;
    this.#longestWaitMs = longestWaitMs;
  }

  /** @returns the status it came to rest in; another one when there was no more time */
  async follow(): Promise<string> {
    const { sequel, method, threeDs } = this.#purchase;
    if (sequel === 'cancel-at-once') await this.#cancel();
    if (method === 'pm_card_3ds' && threeDs !== 'leave') await this.#atTheBank(threeDs);
    const status = await this.#until(({ status }) => settled.has(status));
    if (status !== 'paid' || sequel === 'nothing' || sequel === 'cancel-at-once') return status;
    await this.#sequel(sequel);
    return this.#until(({ status }) => settled.has(status));
  }

  async #sequel(sequel: Purchase['sequel']): Promise<void> {
    const { support } = this.#market;
    if (sequel === 'cancel-when-settled') return this.#cancel();
    if (sequel === 'fulfil') return this.#try(() => support.post(`/v1/orders/${this.#id}/fulfilment`, {}));
    if (sequel === 'refund-all') return this.#refund('all', 1);
    if (sequel === 'refund-part') return this.#refund('part', 0.4);
    await Promise.all([this.#refund('one', 0.6), this.#refund('two', 0.6)]);
  }

  #cancel(): Promise<void> {
    return this.#try(() => this.#customer.post(`/v1/orders/${this.#id}/cancellation`, { reason: 'changed my mind' }));
  }

  async #refund(name: string, share: number): Promise<void> {
    const { support } = this.#market;
    const { body } = await support.get<Payment>(`/v1/orders/${this.#id}/payment`);
    const amount = { amount: Math.max(1, Math.floor(body.amount.amount * share)), currency: body.amount.currency };
    const headers = { 'idempotency-key': `${this.#purchase.key}-refund-${name}` };
    await this.#try(() => support.post(`/v1/payments/${body.id}/refunds`, { amount, reason: 'damaged' }, headers));
  }

  /** The customer's part of 3-D Secure, on the provider's own page. */
  async #atTheBank(result: 'pass' | 'fail'): Promise<void> {
    let url: string | undefined;
    await this.#until(({ status, nextAction }) => {
      url = nextAction?.url;
      return url !== undefined || settled.has(status);
    });
    if (url === undefined) return;
    const page = new URL(url);
    const path = `/test/payment_intents/${page.pathname.split('/').at(-1)}/3ds`;
    while (!this.#over.aborted) {
      const response = await fetch(new URL(path, page), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ result }),
        signal: AbortSignal.timeout(5000),
      }).catch(() => undefined);
      await response?.body?.cancel();
      if (response !== undefined && response.status < 500) return;
      await delay(300);
    }
  }

  async #try(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (!tooLate.has(error.code))
        this.#witness.violations.push(`Order ${this.#id} (${this.#purchase.sequel}): ${error.message}`);
    }
  }

  async #until(holds: (order: Order) => boolean): Promise<string> {
    for (let wait = 100; ; wait = Math.min(wait * 1.6, this.#longestWaitMs())) {
      const { body } = await this.#customer.get<Order>(`/v1/orders/${this.#id}`);
      this.#witness.read(body);
      if (holds(body) || this.#over.aborted) return body.status;
      await delay(wait * (0.8 + 0.4 * Math.random()));
    }
  }
}
