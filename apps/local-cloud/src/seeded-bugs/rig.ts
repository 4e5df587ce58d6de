import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Order, type Payment, type Product, settledStatuses } from '@causeway/data-model';
import type { OwnSystem } from '../chaos/start-system.js';
import { Refusal, type Session, Shop } from '../client/shop.js';
import { LaboratoryClient } from '../laboratory/laboratory-client.js';

/** A client was told what must not be. */
export class Broken extends Error {}

const password = 'causeway-demo-1';
/** Longer than any restart and any lease of a laboratory, on a machine that is busy. */
const patienceMs = 60_000;
/** How long somebody looks at an order before the books are asked. */
const orderWithinMs = 15_000;
const lookMs = 100;
/** How long requests take to reach a process that stands still. */
const arrivalMs = 400;

/** A shop in a laboratory, the people in it, and what they have left behind in it in this experiment. */
export class Rig {
  readonly system: OwnSystem;
  readonly lab: LaboratoryClient;
  readonly customer: Session;
  readonly merchandiser: Session;
  readonly support: Session;
  #ids = new Set<string>();
  #orders: Order[] = [];

  private constructor(parts: Pick<Rig, 'system' | 'lab' | 'customer' | 'merchandiser' | 'support'>) {
    this.system = parts.system;
    this.lab = parts.lab;
    this.customer = parts.customer;
    this.merchandiser = parts.merchandiser;
    this.support = parts.support;
  }

  static async enter(system: OwnSystem): Promise<Rig> {
    const shop = new Shop(system.url, { patienceMs });
    const session = (role: string) => shop.session(`${role}@causeway.example`, password);
    return new Rig({
      system,
      lab: new LaboratoryClient(system.ports),
      customer: await session('customer'),
      merchandiser: await session('merchandiser'),
      support: await session('support'),
    });
  }

  /** From here on it is about other orders. */
  begin(): void {
    this.#ids = new Set();
    this.#orders = [];
  }

  /** The books may speak of a payment where they mean its order. */
  async notePayments(): Promise<void> {
    for (const order of this.#orders) await this.statusOfPayment(order);
  }

  /** Whether a sentence is about what this experiment did. */
  concerns(violation: string): boolean {
    return [...this.#ids].some((id) => violation.includes(id));
  }

  async product(stock = 20): Promise<Product> {
    const price = { amount: 1000, currency: 'EUR' };
    const body = { sku: `BUG-${randomUUID()}`, name: 'Test lamp', category: 'tests', price, stock };
    const product = (await this.merchandiser.post<Product>('/v1/products', body)).body;
    this.#ids.add(product.id);
    return product;
  }

  /** Places an order; asked again under its key until there is an answer. */
  async order(method = 'pm_card_visa', what?: Product, key: string = randomUUID()): Promise<Order> {
    const body = orderOf(what ?? (await this.product()), method);
    return this.note((await this.customer.post<Order>('/v1/orders', body, { 'idempotency-key': key })).body);
  }

  note(order: Order): Order {
    this.#ids.add(order.id);
    this.#orders.push(order);
    return order;
  }

  /** The order as soon as it is so, or as it is when the time is over: the books will tell. */
  async until(order: Pick<Order, 'id'>, holds: (order: Order) => boolean, withinMs = orderWithinMs): Promise<Order> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const { body } = await this.customer.get<Order>(`/v1/orders/${order.id}`);
      if (holds(body) || Date.now() > deadline) return body;
      await delay(lookMs);
    }
  }

  settled(order: Pick<Order, 'id'>, withinMs?: number): Promise<Order> {
    return this.until(order, ({ status }) => settledStatuses.includes(status), withinMs);
  }

  async paid(): Promise<{ order: Order; payment: Payment }> {
    const order = await this.settled(await this.order());
    return { order, payment: await this.paymentOf(order) };
  }

  async paymentOf({ id }: Pick<Order, 'id'>): Promise<Payment> {
    const { body } = await this.support.get<Payment>(`/v1/orders/${id}/payment`);
    this.#ids.add(body.id);
    return body;
  }

  /** Undefined while there is no payment yet. */
  async statusOfPayment(order: Pick<Order, 'id'>): Promise<string | undefined> {
    try {
      return (await this.paymentOf(order)).status;
    } catch (error) {
      if (error instanceof Refusal && error.code === 'not-found') return undefined;
      throw error;
    }
  }

  async cancel({ id }: Pick<Order, 'id'>): Promise<void> {
    await this.customer.post(`/v1/orders/${id}/cancellation`, { reason: 'changed my mind' });
  }

  /** The refund's id, or the code of what refused it. */
  async refund({ id }: Pick<Payment, 'id'>, amount: number, key: string = randomUUID()): Promise<string> {
    const body = { amount: { amount, currency: 'EUR' }, reason: 'damaged' };
    try {
      const path = `/v1/payments/${id}/refunds`;
      return (await this.support.post<{ id: string }>(path, body, { 'idempotency-key': key })).body.id;
    } catch (error) {
      if (error instanceof Refusal) return error.code;
      throw error;
    }
  }

  /**
   * Does something while the process dies at the point, if it passes it, and waits until it is back. One that did not
   * pass it is killed at the end, so that it does not die later.
   */
  async dyingAt(process: string, point: string, act: () => Promise<unknown>): Promise<void> {
    const before = await this.lab.hits(process, point);
    await this.lab.armKill(process, point);
    try {
      await act();
      await this.eventually(async () => (await this.lab.hits(process, point)) > before, 3000);
    } finally {
      if ((await this.lab.hits(process, point)) === before) await this.restart(process);
      else await this.untilReady(process);
    }
  }

  async restart(...names: readonly string[]): Promise<void> {
    const before = new Map((await this.lab.processes()).map(({ name, restarts }) => [name, restarts]));
    for (const name of names) await this.lab.kill(name);
    for (const name of names) await this.untilReady(name, (before.get(name) ?? 0) + 1);
  }

  async untilReady(name: string, restarts = 0): Promise<void> {
    const isReady = async () => {
      const found = (await this.lab.processes()).find((process) => process.name === name);
      return found?.state === 'ready' && found.restarts >= restarts;
    };
    if (!(await this.eventually(isReady, 60_000))) throw new Error(`${name} does not come back.`);
  }

  /** Stops a process where it stands, for so long. */
  async standingStill(name: string, act: () => Promise<unknown>): Promise<void> {
    const pid = (await this.lab.processes()).find((process) => process.name === name)?.pid;
    if (typeof pid !== 'number') throw new Error(`${name} does not run.`);
    process.kill(pid, 'SIGSTOP');
    try {
      await act();
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  }

  /** Requests that reach a process in one and the same moment, because it stands still while they are sent. */
  async atOnce<T>(process: string, send: () => Promise<T>[]): Promise<T[]> {
    let sent: Promise<T>[] = [];
    await this.standingStill(process, async () => {
      sent = send();
      await delay(arrivalMs);
    });
    return Promise.all(sent);
  }

  /** Whether it became true in time. */
  async eventually(holds: () => Promise<boolean>, withinMs: number): Promise<boolean> {
    const deadline = Date.now() + withinMs;
    while (!(await holds())) {
      if (Date.now() > deadline) return false;
      await delay(lookMs);
    }
    return true;
  }
}

export const orderOf = ({ id }: Product, paymentMethod = 'pm_card_visa', quantity = 1) => ({
  items: [{ productId: id, quantity }],
  paymentMethod,
  shippingAddress: { name: 'Ann', line1: '1 Quay', city: 'Cork', postalCode: 'T12', country: 'IE' },
});
