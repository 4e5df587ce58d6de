import { randomUUID } from 'node:crypto';
import {
  type NewOrder,
  type Order,
  order,
  type Payment,
  type Product,
  payment,
  product,
  settledStatuses,
  type TimelineItem,
  timelineItem,
} from '@causeway/data-model';
import { eventually } from '@causeway/testing';
import * as z from 'zod';
import type { Invariant } from '../../src/replay/report.js';
import { type Answer, ask } from './api.js';
import { type Person, staff } from './people.js';
import type { RunningSystem } from './running-system.js';

const address = { name: 'Ann', line1: '1 Quay', city: 'Cork', postalCode: 'T12', country: 'IE' };
const withinMs = 60_000;

const staffNames = ['merchandiser', 'support', 'analyst', 'admin'] as const;
export type Staff = Record<(typeof staffNames)[number], Person>;

/** A token lives for 15 minutes, and a test that begins with it may take some of them. */
const freshForMs = 8 * 60_000;

const staffOf = async (url: string): Promise<Staff> => {
  const people = await Promise.all(staffNames.map(async (name) => [name, await staff(url, name)] as const));
  return Object.fromEntries(people) as Staff; // the keys are those names
};

/** What customers and staff do in a shop that runs, through its public API. */
export class Shop {
  readonly system: RunningSystem;
  readonly url: string;
  readonly staff: Staff;
  #loggedInAt = Date.now();

  private constructor(system: RunningSystem, people: Staff) {
    this.system = system;
    this.url = system.url;
    this.staff = people;
  }

  static async enter(system: RunningSystem): Promise<Shop> {
    return new Shop(system, await staffOf(system.url));
  }

  /** Logs the staff in anew when their tokens may end soon: a suite can take longer than they live. */
  async freshen(): Promise<void> {
    if (Date.now() - this.#loggedInAt < freshForMs) return;
    this.#loggedInAt = Date.now();
    // Where nobody is let in any more, because of what was tried before, they go on with what they have.
    Object.assign(this.staff, await staffOf(this.url).catch(() => undefined));
  }

  async newProduct(changes: { stock?: number; price?: { amount: number; currency: string } } = {}): Promise<Product> {
    const body = {
      sku: `T-${randomUUID()}`,
      name: 'Test lamp',
      category: 'tests',
      price: { amount: 1000, currency: 'EUR' },
      stock: 5,
      ...changes,
    };
    return (await ask(this.url, 'POST /v1/products', { as: this.staff.merchandiser.token, body })).read(product);
  }

  async available({ id }: Product): Promise<number> {
    return (await ask(this.url, `GET /v1/products/${id}`)).read(product).available;
  }

  /** The request as it stands, whatever comes of it. */
  send(who: Person, body: unknown, key: string = randomUUID()): Promise<Answer> {
    return ask(this.url, 'POST /v1/orders', { as: who.token, body, headers: { 'idempotency-key': key } });
  }

  async place(who: Person, what: Product, paymentMethod = 'pm_card_visa', quantity = 1): Promise<Order> {
    const answer = await this.send(who, orderOf(what, { paymentMethod, quantity }));
    expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
    return answer.read(order);
  }

  cancel(who: Person, { id }: Order): Promise<Answer> {
    const body = { reason: 'changed my mind' };
    return ask(this.url, `POST /v1/orders/${id}/cancellation`, { as: who.token, body });
  }

  async read(who: Person, id: string): Promise<Order> {
    return (await ask(this.url, `GET /v1/orders/${id}`, { as: who.token })).read(order);
  }

  /** The order once it has this status. */
  untilStatus(who: Person, { id }: Order, status: Order['status']): Promise<Order> {
    return this.until(who, id, (now) => expect(now.status).toBe(status));
  }

  untilSettled(who: Person, { id }: Order): Promise<Order> {
    return this.until(who, id, (now) => expect(settledStatuses).toContain(now.status));
  }

  until(who: Person, id: string, holds: (now: Order) => void): Promise<Order> {
    return eventually(async () => {
      const now = await this.read(who, id);
      holds(now);
      return now;
    }, withinMs);
  }

  async timeline(who: Person, { id }: Order): Promise<TimelineItem[]> {
    const answer = await ask(this.url, `GET /v1/orders/${id}/timeline?limit=100`, { as: who.token });
    return answer.read(z.object({ items: z.array(timelineItem) })).items;
  }

  /** The timeline once it has an item of this type. */
  timelineUntil(who: Person, which: Order, type: TimelineItem['type']): Promise<TimelineItem[]> {
    return eventually(async () => {
      const items = await this.timeline(who, which);
      expect(items.map((item) => item.type)).toContain(type);
      return items;
    }, withinMs);
  }

  /** How many of a product are to be had, once it is this many. */
  untilAvailable(which: Product, count: number): Promise<void> {
    return eventually(async () => expect(await this.available(which)).toBe(count), withinMs);
  }

  async paymentOf(who: Person, { id }: Order): Promise<Payment> {
    return (await ask(this.url, `GET /v1/orders/${id}/payment`, { as: who.token })).read(payment);
  }

  refund(paymentId: string, body: object, key: string = randomUUID()): Promise<Answer> {
    const headers = { 'idempotency-key': key };
    return ask(this.url, `POST /v1/payments/${paymentId}/refunds`, { as: this.staff.support.token, body, headers });
  }

  /** What the customer does on the provider's own page. */
  async authenticate({ nextAction }: Order, result: 'pass' | 'fail'): Promise<void> {
    const page = new URL(nextAction?.url ?? '');
    const intent = page.pathname.split('/').at(-1);
    const answer = await fetch(`${page.origin}/test/payment_intents/${intent}/3ds`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ result }),
    });
    expect(answer.status).toBe(200);
  }

  /** Waits until everything is at rest, and says what does not hold then. */
  async everythingHolds(): Promise<void> {
    await eventually(async () => {
      const answer = await fetch(`${this.url}/__local/invariants`);
      const text = await answer.text();
      expect([answer.status, answer.ok ? '' : text]).toEqual([200, '']);
      const { invariants } = JSON.parse(text) as { invariants: Invariant[] }; // what check-invariants.ts writes
      expect(invariants.map(({ id }) => id)).toEqual(['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I9']);
      expect(invariants.flatMap(({ id, violations }) => violations.map((one) => `${id}: ${one}`))).toEqual([]);
    }, withinMs);
  }
}

/** The body of an order for one product. */
export const orderOf = (
  { id: productId }: Pick<Product, 'id'>,
  changes: Partial<NewOrder> & { quantity?: number } = {},
) => {
  const { quantity = 1, ...rest } = changes;
  return { items: [{ productId, quantity }], paymentMethod: 'pm_card_visa', shippingAddress: address, ...rest };
};
