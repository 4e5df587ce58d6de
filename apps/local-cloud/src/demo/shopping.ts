import { setTimeout as delay } from 'node:timers/promises';
import { Refusal, type Reply, type Session, type Shop } from '../client/shop.js';

export type Order = {
  id: string;
  status: string;
  total: { amount: number; currency: string };
  refunded: { amount: number };
  nextAction: { url: string } | null;
};
export type TimelineItem = {
  seq: number;
  type: string;
  status: string;
  service: string;
  cloud: string;
  at: string;
  traceId: string;
};
export type Product = { id: string; name: string; price: { amount: number; currency: string }; available: number };

const patienceMs = 60_000;

/** A customer at the storefront: everything through the public API. */
export class Shopping {
  readonly #shop: Shop;
  readonly #customer: Session;
  readonly #support: Session;
  readonly #run: string;
  #count = 0;

  /** @param run makes the idempotency keys of this run its own */
  constructor(shop: Shop, customer: Session, support: Session, run: string) {
    this.#shop = shop;
    this.#customer = customer;
    this.#support = support;
    this.#run = run;
  }

  /** The dearest product of which there are `quantity`. */
  async product(quantity: number): Promise<Product> {
    const path = '/v1/products?inStock=true&sort=-price&limit=100';
    const { body } = await this.#shop.send<{ items: Product[] }>({ method: 'GET', path });
    const product = body.items.find(({ available }) => available >= quantity);
    if (product === undefined)
      throw new Error(`The catalogue has ${quantity} of nothing: start with --fresh to fill it again.`);
    return product;
  }

  async available(productId: string): Promise<number> {
    const { body } = await this.#shop.send<Product>({ method: 'GET', path: `/v1/products/${productId}` });
    return body.available;
  }

  order(productId: string, quantity: number, paymentMethod: string): Promise<Reply<Order>> {
    this.#count += 1;
    const shippingAddress = { name: 'Ann', line1: '1 Quay', city: 'Cork', postalCode: 'T12', country: 'IE' };
    const body = { items: [{ productId, quantity }], paymentMethod, shippingAddress };
    return this.#customer.post<Order>('/v1/orders', body, { 'idempotency-key': `demo-${this.#run}-${this.#count}` });
  }

  cancel(orderId: string): Promise<Reply<Order>> {
    return this.#customer.post<Order>(`/v1/orders/${orderId}/cancellation`, { reason: 'changed my mind' });
  }

  async refund(orderId: string, amount: number, currency: string): Promise<void> {
    const payment = await this.#support.get<{ id: string }>(`/v1/orders/${orderId}/payment`);
    const body = { amount: { amount, currency }, reason: 'arrived damaged' };
    const key = { 'idempotency-key': `demo-${this.#run}-refund-${orderId}` };
    await this.#support.post(`/v1/payments/${payment.body.id}/refunds`, body, key);
  }

  /** Reads the order until it looks as expected. */
  async until(orderId: string, expected: string, holds: (order: Order) => boolean): Promise<Order> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const { body } = await this.#customer.get<Order>(`/v1/orders/${orderId}`);
      if (holds(body)) return body;
      if (Date.now() > deadline)
        throw new Error(`Order ${orderId} is ${body.status} after a minute: expected ${expected}.`);
      await delay(20);
    }
  }

  untilStatus(orderId: string, status: string): Promise<Order> {
    return this.until(orderId, status, (order) => order.status === status);
  }

  /** Reads the timeline until an entry of this type is there. */
  async timelineUntil(orderId: string, type: string): Promise<TimelineItem[]> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const { body } = await this.#customer.get<{ items: TimelineItem[] }>(`/v1/orders/${orderId}/timeline?limit=100`);
      if (body.items.some((item) => item.type === type)) return body.items;
      if (Date.now() > deadline) throw new Error(`Order ${orderId} has no ${type} in its timeline after a minute.`);
      await delay(20);
    }
  }

  /** What the customer does on the provider's own page. */
  async passThreeDSecure(url: string): Promise<void> {
    const intent = url.split('/').at(-1) ?? '';
    const page = new URL(url);
    const response = await fetch(`${page.origin}/test/payment_intents/${intent}/3ds`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ result: 'pass' }),
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) throw new Refusal(response.status, 'provider', {}, 'The provider refused the 3DS answer');
  }
}
