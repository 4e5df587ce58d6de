import { randomUUID } from 'node:crypto';
import { type Order, type Payment, type Product, settledStatuses } from '@causeway/data-model';
import { eventually } from '@causeway/testing';
import { Refusal, type Session, Shop } from '../../src/client/shop.js';
import type { RunningSystem } from '../system/running-system.js';
import { orderOf } from '../system/shop.js';
import type { Laboratory } from './laboratory.js';

const password = 'causeway-demo-1';
/** Longer than all deaths of a round, and what comes after them. */
const withinMs = 180_000;

/** A shop whose processes may die at any moment, and people who ask again until they are answered. */
export class House {
  readonly client: Shop;
  readonly system: RunningSystem;
  readonly laboratory: Laboratory;
  readonly customer: Session;
  readonly merchandiser: Session;
  readonly support: Session;
  /** Enough of one product for all orders of which it does not matter what is ordered. */
  #plenty: Promise<Product> | undefined;

  private constructor(
    parts: Pick<House, 'client' | 'system' | 'laboratory' | 'customer' | 'merchandiser' | 'support'>,
  ) {
    this.client = parts.client;
    this.system = parts.system;
    this.laboratory = parts.laboratory;
    this.customer = parts.customer;
    this.merchandiser = parts.merchandiser;
    this.support = parts.support;
  }

  static async enter(system: RunningSystem, laboratory: Laboratory): Promise<House> {
    const client = new Shop(system.url, { patienceMs: withinMs });
    const customer = await client.session('customer@causeway.example', password);
    const merchandiser = await client.session('merchandiser@causeway.example', password);
    const support = await client.session('support@causeway.example', password);
    return new House({ client, system, laboratory, customer, merchandiser, support });
  }

  async newProduct(stock = 3): Promise<Product> {
    const price = { amount: 1000, currency: 'EUR' };
    const body = { sku: `F-${randomUUID()}`, name: 'Test lamp', category: 'tests', price, stock };
    try {
      return (await this.merchandiser.post<Product>('/v1/products', body)).body;
    } catch (error) {
      // An earlier try made it, and its answer was lost.
      if (error instanceof Refusal && error.code === 'already-exists') return this.newProduct(stock);
      throw error;
    }
  }

  /** Places an order; asked again under the same key until there is an answer. */
  async order(paymentMethod = 'pm_card_visa', what?: Product, more: object = {}, who = this.customer): Promise<Order> {
    this.#plenty ??= this.newProduct(100_000);
    const body = { ...orderOf(what ?? (await this.#plenty), { paymentMethod }), ...more };
    return (await who.post<Order>('/v1/orders', body, { 'idempotency-key': randomUUID() })).body;
  }

  until(id: string, holds: (order: Order) => boolean, who = this.customer): Promise<Order> {
    return eventually(async () => {
      const { body: order } = await who.get<Order>(`/v1/orders/${id}`);
      if (!holds(order)) throw new Error(`order ${id} is ${order.status}`);
      return order;
    }, withinMs);
  }

  /** The order once its customer is asked; or cancelled, when deaths kept it waiting for longer than its stock was held. */
  askedToAuthenticate(id: string): Promise<Order> {
    return this.until(id, ({ nextAction, status }) => nextAction !== null || settledStatuses.includes(status));
  }

  settled(id: string): Promise<Order> {
    return this.until(id, ({ status }) => settledStatuses.includes(status));
  }

  async paid(): Promise<Order> {
    return this.settled((await this.order()).id);
  }

  async paymentOf({ id }: Pick<Order, 'id'>): Promise<Payment> {
    return (await this.customer.get<Payment>(`/v1/orders/${id}/payment`)).body;
  }

  async refund(payment: Pick<Payment, 'id'>, amount: number): Promise<void> {
    const body = { amount: { amount, currency: 'EUR' }, reason: 'damaged' };
    const headers = { 'idempotency-key': randomUUID() };
    await this.support.post(`/v1/payments/${payment.id}/refunds`, body, headers);
  }

  cancel({ id }: Pick<Order, 'id'>): Promise<unknown> {
    return this.customer.post(`/v1/orders/${id}/cancellation`, { reason: 'changed my mind' });
  }

  /** Somebody's authorization, for requests that are sent once. */
  async token(email = 'customer@causeway.example'): Promise<string> {
    const body = { email, password };
    const path = '/v1/auth/login';
    const { accessToken } = (await this.client.send<{ accessToken: string }>({ method: 'POST', path, body })).body;
    return `Bearer ${accessToken}`;
  }

  untilAvailable({ id }: Product, count: number): Promise<void> {
    return eventually(async () => {
      const { available } = (await this.customer.get<Product>(`/v1/products/${id}`)).body;
      expect(available).toBe(count);
    }, withinMs);
  }

  /** Gives what resolves when a subscription has another dead letter than now. */
  async untilDeadLettered(topic: string, subscription: string): Promise<() => Promise<void>> {
    const before = await this.#deadLetters(topic, subscription);
    const hasMore = async () => expect(await this.#deadLetters(topic, subscription)).toBeGreaterThan(before);
    return () => eventually(hasMore, withinMs);
  }

  async #deadLetters(topic: string, subscription: string): Promise<number> {
    return eventually(async () => {
      const answer = await fetch(`http://127.0.0.1:${this.system.ports.serviceBusAdmin}/counts`);
      const counts = (await answer.json()) as Record<string, { deadLetter: number }>; // the emulator's own form
      return counts[`${topic}/Subscriptions/${subscription}`]?.deadLetter ?? 0;
    }, withinMs);
  }

  /** Stops a process where it stands; what is returned lets it go on. */
  async stop(process_: string): Promise<() => void> {
    const { processes } = await this.system.report();
    const pid = processes.find(({ name }) => name === process_)?.pid;
    if (typeof pid !== 'number') throw new Error(`${process_} does not run.`);
    process.kill(pid, 'SIGSTOP');
    return () => process.kill(pid, 'SIGCONT');
  }

  /** What the customer does on the provider's own page; nothing when the order was cancelled before anybody was asked. */
  async authenticate({ nextAction }: Order, result: 'pass' | 'fail'): Promise<void> {
    if (nextAction === null) return;
    const page = new URL(nextAction.url);
    const url = `${page.origin}/test/payment_intents/${page.pathname.split('/').at(-1)}/3ds`;
    const headers = { 'content-type': 'application/json' };
    await eventually(async () => {
      const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ result }) });
      // 400: it was done by an earlier try whose answer was lost; 409: the customer took so long that it was cancelled.
      expect([200, 400, 409]).toContain(answer.status);
    }, withinMs);
  }
}
