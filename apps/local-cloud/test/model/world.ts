import { anEvent, type CloudEvent, type EventType } from '@causeway/data-model';
import type { Sighting } from '@causeway/invariants/history';
import { InMemoryClaims } from '@causeway/order-service/model/in-memory-claims.js';
import { InMemoryOrders } from '@causeway/order-service/model/in-memory-orders.js';
import { stateOf } from '@causeway/payment-service/core/payment.js';
import type { PaymentGateway } from '@causeway/payment-service/core/ports.js';
import { InMemoryPayments } from '@causeway/payment-service/model/in-memory-payments.js';
import { InMemoryRefundKeys } from '@causeway/payment-service/model/in-memory-refund-keys.js';
import { type Card, type Luck, ModelProvider } from '@causeway/payment-service/model/model-provider.js';
import type { OrderFence } from '@causeway/product-service/core/ports.js';
import { newStock } from '@causeway/product-service/core/product.js';
import { InMemoryStock } from '@causeway/product-service/model/in-memory-stock.js';
import { aProduct } from '@causeway/testing';

export type Consumer = 'order-service' | 'payment-service' | 'product-service';

/** An event on its way to one of those who listen. */
export type Message = { to: Consumer; event: CloudEvent };

const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;

/** Where a test can plant a flaw between the use cases and what they rely on. */
export type Seams = {
  orders: (real: InMemoryOrders) => InMemoryOrders;
  gateway: (real: PaymentGateway) => PaymentGateway;
  fence: (real: OrderFence) => OrderFence;
};

/** What outlives every process: the stores of three services, the provider, the messages under way, the time. */
export class World {
  /** The story has been told: what comes now is only what has to come. */
  isAtRest = false;
  now = new Date('2026-11-21T09:00:00.000Z');
  /** What happened, a line each. */
  readonly story: string[] = [];
  readonly sightings: Sighting[] = [];
  readonly messages: Message[] = [];
  readonly deadLetters: string[] = [];
  readonly lamp: string;
  readonly claims = new InMemoryClaims(() => this.now);
  readonly orders = new InMemoryOrders(this.claims);
  readonly payments = new InMemoryPayments();
  readonly refundKeys = new InMemoryRefundKeys();
  readonly provider = new ModelProvider(({ paymentMethod }) => paymentMethod.slice('pm_card_'.length) as Card);
  readonly stock: InMemoryStock;
  /** How product-service's door is reached; consumed one per call, answers when it is empty. */
  stockLuck: Luck[] = [];
  readonly #told = { orders: 0, payments: 0, stock: 0 };
  #ids = 0;
  #ticks = 0;

  readonly seams: Seams;

  /** @param pieces of the one product there is */
  constructor(pieces: number, flaw: Partial<Seams> = {}) {
    this.seams = { orders: (real) => real, gateway: (real) => real, fence: (real) => real, ...flaw };
    const { available: _, ...product } = aProduct({ id: this.newId() });
    this.lamp = product.id;
    this.stock = new InMemoryStock([{ product: { ...product, version: 1 }, stock: newStock(product.id, pieces) }]);
  }

  newId = (): string => `01980000-0000-7000-8000-${String(++this.#ids).padStart(12, '0')}`;

  clock = (): Date => this.now;

  /** A moment of the clients' own clock, at which nothing else happens. */
  tick = (): number => ++this.#ticks;

  tell(line: string): void {
    this.story.push(line);
  }

  /** Ids of the orders there are, the oldest first. */
  orderIds = (): string[] => this.orders.orders().map(({ id }) => id);

  /** Hands what was committed since to everybody who listens, as the relay does. */
  relay(): void {
    for (const event of this.orders.events.slice(this.#told.orders)) this.#publish(event);
    for (const { type, payment } of this.payments.events.slice(this.#told.payments)) {
      const origin = { aggregate: 'payment', subject: payment.id, version: payment.version } as const;
      this.#publish(anEvent(type, { payment: stateOf(payment) }, { ...origin, ...azure, time: payment.updatedAt }));
    }
    for (const { type, aggregate, subject, version, at, data } of this.stock.announced.slice(this.#told.stock))
      this.#publish(anEvent(type, data, { aggregate, subject, version, ...aws, time: at }));
    this.#told.orders = this.orders.events.length;
    this.#told.payments = this.payments.events.length;
    this.#told.stock = this.stock.announced.length;
  }

  #publish(event: CloudEvent): void {
    this.messages.push(...listenersOf(event.type).map((to) => ({ to, event })));
  }
}

const aws = { source: '/aws/product-service', traceparent } as const;
const azure = { source: '/azure/payment-service', traceparent } as const;

/** As the topology has it, of these three services. */
function listenersOf(type: EventType): Consumer[] {
  if (type === 'shop.order.placed.v1' || type === 'shop.order.cancel_requested.v1') return ['payment-service'];
  if (type.startsWith('shop.order.')) return ['product-service'];
  return ['order-service'];
}
