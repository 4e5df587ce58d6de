import { randomUUID } from 'node:crypto';
import { ServiceBusClient, type ServiceBusMessage, type ServiceBusReceivedMessage } from '@azure/service-bus';
import {
  anEvent,
  type CloudEvent,
  type EventData,
  type EventOrigin,
  type EventType,
  type Order,
  topicOf,
} from '@causeway/data-model';
import { serviceBusConnectionString } from '@causeway/engines';
import { anOrder, aPayment, eventually } from '@causeway/testing';
import * as z from 'zod';
import { aCustomer, type Person } from './people.js';
import type { Shop } from './shop.js';
import type { ShopTest } from './shop-test.js';

export function poison(test: ShopTest): void {
  test('what is not an event is a dead letter with the reason schema', async (shop) => {
    const type = 'shop.order.placed.v1';
    const placed = eventAbout(type, { order: anOrder() });
    const bodies = [
      'not an event',
      Buffer.from([0, 255, 7]),
      null,
      {},
      { ...placed, traceparent: 'rubbish' },
      { ...placed, data: { order: { ...placed.data.order, total: { amount: -1, currency: 'EUR' } } } },
      { ...placed, data: { order: { ...placed.data.order, items: undefined } } },
      { ...placed, id: 'order-1' },
      { ...placed, subject: randomUUID() },
      { ...placed, aggregateversion: placed.aggregateversion + 1 },
    ];
    await withBus(shop, async (bus) => {
      for (const body of bodies) {
        const id = await bus.send('orders', { body, applicationProperties: { type } });
        for (const consumer of ['payment-service', 'analytics-service']) {
          expect(await bus.reasonOf(id, 'orders', consumer)).toBe('schema');
        }
      }
    });
  });

  test('what no consumer could read whole is a dead letter with the reason that fits', async (shop) => {
    const type = 'shop.order.placed.v1';
    const placed = eventAbout(type, { order: anOrder() });
    await withBus(shop, async (bus) => {
      const applicationProperties = { type };
      const huge = { body: Buffer.alloc(200_001, 'x'), applicationProperties };
      const picture = { body: placed, contentType: 'image/png', applicationProperties };
      const invented = { ...placed, type: 'shop.order.mislaid.v1' };
      const strange = { body: invented, applicationProperties: { type: invented.type } };
      const reasonOf = async (message: ServiceBusMessage) =>
        bus.reasonOf(await bus.send('orders', message), 'orders', 'analytics-service');
      expect(await reasonOf(huge)).toBe('too-large');
      expect(await reasonOf(picture)).toBe('schema');
      expect(await reasonOf(strange)).toBe('unknown-type');
    });
  });

  test('a version that is not known is a dead letter, not a guess', async (shop) => {
    await withBus(shop, async (bus) => {
      const event = eventAbout('shop.order.placed.v1', { order: anOrder() });
      const type = 'shop.order.placed.v2';
      const id = await bus.send('orders', { body: { ...event, type }, applicationProperties: { type } });
      expect(await bus.reasonOf(id, 'orders', 'payment-service')).toBe('version');
      expect(await bus.reasonOf(id, 'orders', 'analytics-service')).toBe('version');
    });
  });

  test('what is said of orders that nobody knows is a dead letter at once', async (shop) => {
    const unknown = anOrder({ status: 'paid' });
    const lines = unknown.items.map(({ productId, quantity }) => ({ productId, quantity }));
    await withBus(shop, async (bus) => {
      const payment = aPayment({ orderId: unknown.id });
      expect(await bus.tell('order-service', 'shop.payment.captured.v1', { payment })).toBe('unknown-order');
      const reservation = { orderId: unknown.id, status: 'committed' as const, items: lines };
      expect(await bus.tell('order-service', 'shop.reservation.committed.v1', { reservation })).toBe('unknown-order');
      expect(await bus.tell('product-service', 'shop.order.paid.v1', { order: unknown })).toBe('unknown-reservation');
      const placed = anOrder();
      expect(await bus.tell('payment-service', 'shop.order.placed.v1', { order: placed })).toBe('unknown-order');
    });
  });

  test('amounts that contradict what is known change neither an order nor a payment', async (shop) => {
    const customer = await aCustomer(shop.url);
    const order = await waitingOrder(shop, customer);
    const known = { ...(await shop.paymentOf(customer, order)), userId: customer.id, version: 9, nextAction: null };
    await withBus(shop, async (bus) => {
      const amount = { amount: order.total.amount - 1, currency: 'EUR' };
      const capturedAt = new Date().toISOString();
      const payment = aPayment({ ...known, amount, status: 'captured', capturedAt });
      expect(await bus.tell('order-service', 'shop.payment.captured.v1', { payment })).toBe('amount-mismatch');
      const dollars = {
        ...payment,
        amount: { ...order.total, currency: 'USD' },
        refunded: { amount: 0, currency: 'USD' },
      };
      expect(await bus.tell('order-service', 'shop.payment.captured.v1', { payment: dollars })).toBe('amount-mismatch');
      // Not the first version, which payment-service knows from its inbox and would let pass.
      const dearer = { ...order, version: 9, total: { amount: order.total.amount + 1, currency: 'EUR' } };
      expect(await bus.tell('payment-service', 'shop.order.placed.v1', { order: dearer })).toBe('amount-mismatch');
    });
    expect(await shop.read(customer, order.id)).toEqual(order);
    expect(await shop.paymentOf(customer, order)).toMatchObject({ status: 'requires_action', amount: order.total });
    await shop.authenticate(order, 'pass');
    await shop.untilStatus(customer, order, 'paid');
  });

  test('an event that comes again under a new MessageId has its effect once', async (shop) => {
    const customer = await aCustomer(shop.url);
    const order = await shop.place(customer, await shop.newProduct());
    await shop.timelineUntil(customer, order, 'notification.sent');
    await shop.everythingHolds();
    const before = await shop.timeline(customer, order);
    await withBus(shop, async (bus) => {
      for (const consumer of ['payment-service', 'analytics-service']) {
        const event = eventAbout('shop.order.placed.v1', { order });
        const to = { to: consumer, messageId: `${event.id}#r${Date.now()}` };
        await bus.send('orders', { body: event, applicationProperties: { type: event.type }, ...to });
      }
    });
    await shop.everythingHolds();
    expect(await shop.timeline(customer, order)).toEqual(before);
  });

  test('what was set aside is counted in the metrics, by who could not handle it', async (shop) => {
    await eventually(async () => {
      const page = await (await fetch(`${shop.url}/__local/metrics`)).text();
      for (const consumer of ['payment-service', 'analytics-service']) {
        expect(page).toMatch(letters('causeway_dead_letters_count', consumer));
        expect(page).toMatch(letters('causeway_dead_letters_oldest_ms', consumer));
      }
    }, 30_000);
  });

  test('after all of this the shop sells as before, and everything holds', async (shop) => {
    const customer = await aCustomer(shop.url);
    const placed = await shop.place(customer, await shop.newProduct());
    await shop.untilStatus(customer, placed, 'paid');
    await shop.everythingHolds();
  });
}

/** More than none of them, in Prometheus' text format. */
const letters = (metric: string, consumer: string) =>
  new RegExp(`^${metric}{service="${consumer}",source="orders/${consumer}"} [1-9]`, 'm');

/** An order that waits for its customer, so that there is something to contradict. */
async function waitingOrder(shop: Shop, customer: Person): Promise<Order> {
  const placed = await shop.place(customer, await shop.newProduct(), 'pm_card_3ds');
  return shop.until(customer, placed.id, ({ nextAction }) => expect(nextAction).not.toBeNull());
}

/** An event that says of itself what its data say. */
function eventAbout<T extends EventType>(type: T, data: EventData<T>): CloudEvent<T> {
  const [[aggregate, state] = ['order', {}]] = Object.entries(data);
  const { id, orderId, version = 9 } = about.parse(state);
  return anEvent(type, data, {
    // The one member of an event's data is named after what it is about.
    aggregate: aggregate as EventOrigin['aggregate'],
    subject: id ?? orderId ?? '',
    version,
    source: '/aws/somebody',
    time: new Date().toISOString(),
    traceparent: `00-${randomUUID().replaceAll('-', '')}-00f067aa0ba902b7-00`,
  });
}

const about = z.looseObject({
  id: z.string().optional(),
  orderId: z.string().optional(),
  version: z.int().optional(),
});

/** The broker, as anybody with its connection string can use it. */
class Bus {
  readonly #client: ServiceBusClient;

  constructor(port: number) {
    this.#client = new ServiceBusClient(serviceBusConnectionString(port));
  }

  /** @returns the message's id */
  async send(topic: string, message: ServiceBusMessage): Promise<string> {
    const messageId = message.messageId ?? randomUUID();
    const sender = this.#client.createSender(topic);
    await sender.sendMessages({ ...message, messageId });
    await sender.close();
    return String(messageId);
  }

  /** Tells one consumer alone of an event. @returns the reason for which it is a dead letter */
  async tell<T extends EventType>(consumer: string, type: T, data: EventData<T>): Promise<string | undefined> {
    const event = eventAbout(type, data);
    const topic = topicOf(type);
    const id = await this.send(topic, { body: event, to: consumer, applicationProperties: { type } });
    return this.reasonOf(id, topic, consumer);
  }

  /** Waits for the message among the dead letters of a subscription. */
  reasonOf(messageId: string, topic: string, subscription: string): Promise<string | undefined> {
    return eventually(async () => {
      const letters = await this.#lettersOf(topic, subscription);
      const letter = letters.find((one) => one.messageId === messageId);
      if (letter === undefined) throw new Error(`${messageId} is no dead letter of ${topic}/${subscription}.`);
      return letter.deadLetterReason;
    }, 10_000);
  }

  async #lettersOf(topic: string, subscription: string): Promise<ServiceBusReceivedMessage[]> {
    // A receiver that has peeked goes on after what it saw, so each look has its own.
    const receiver = this.#client.createReceiver(topic, subscription, { subQueueType: 'deadLetter' });
    try {
      return await receiver.peekMessages(250);
    } finally {
      await receiver.close();
    }
  }

  close(): Promise<void> {
    return this.#client.close();
  }
}

async function withBus(shop: Shop, work: (bus: Bus) => Promise<void>): Promise<void> {
  const bus = new Bus(shop.system.ports.serviceBus);
  try {
    await work(bus);
  } finally {
    await bus.close();
  }
}
