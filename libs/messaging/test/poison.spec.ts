import { randomUUID } from 'node:crypto';
import type { ServiceBusMessage, ServiceBusReceivedMessage } from '@azure/service-bus';
import type { CloudEvent } from '@causeway/data-model';
import type { Emulator } from '@causeway/service-bus-emulator';
import { jest } from '@jest/globals';
import { DeadLetter } from '../src/service-bus.js';
import { aPoint } from './a-point.js';
import { aNotificationEvent } from './an-event.js';
import { deadLetters, type Service, startBroker, startService } from './bench.js';
import { eventually } from './eventually.js';

jest.setTimeout(180_000);

const topic = 'notifications';
const type = 'shop.notification.sent.v1';
const goodOnes = 1200;
const batch = 50;

/** Kinds of poison, each with the reason it must be dead-lettered with. */
const kinds: Record<string, (event: CloudEvent<typeof type>) => { message: ServiceBusMessage; reason: string }> = {
  'no JSON': () => ({ message: { body: Buffer.from('{"specversion":') }, reason: 'schema' }),
  'no UTF-8': () => ({ message: { body: Buffer.from([0, 255, 7]) }, reason: 'schema' }),
  'no CloudEvent': () => ({ message: { body: { hello: 'world' } }, reason: 'schema' }),
  'broken data': (event) => ({ message: { body: { ...event, data: {} } }, reason: 'schema' }),
  'an id of another event': (event) => ({ message: { body: { ...event, id: `${event.id}x` } }, reason: 'schema' }),
  'a forged version': (event) => ({ message: { body: { ...event, aggregateversion: 7 } }, reason: 'schema' }),
  'another content type': (event) => ({ message: { body: event, contentType: 'text/csv' }, reason: 'schema' }),
  'too much': () => ({ message: { body: Buffer.alloc(200_001, 'x') }, reason: 'too-large' }),
  'an unknown version': (event) => ({ message: { body: { ...event, type: `${type}1` } }, reason: 'version' }),
  'an unknown type': (event) => ({
    message: { body: { ...event, type: 'shop.ship.sank.v1' } },
    reason: 'unknown-type',
  }),
  'an order nobody knows': (event) => ({ message: { body: about(event, 'unknown') }, reason: 'unknown-order' }),
  'a handler that always throws': (event) => ({ message: { body: about(event, 'throws') }, reason: 'max-delivery' }),
};

const about = (event: CloudEvent<typeof type>, template: string) => {
  event.data.notification.template = template;
  return event;
};

let broker: Emulator;
let service: Service;

beforeEach(async () => {
  broker = await startBroker();
  service = await startService('order-service', broker.connectionString);
  service.handle = ({ data }) => {
    if (!('notification' in data)) return;
    if (data.notification.template === 'unknown') throw new DeadLetter('unknown-order', 'There is no such order.');
    if (data.notification.template === 'throws') throw new TypeError('undefined is not an order');
  };
});

afterEach(async () => {
  await service.stop();
  await broker.stop();
});

/** Sends good events and poison among them; gives the seconds until every good one was handled. */
async function play(poison: readonly ServiceBusMessage[]): Promise<number> {
  service.deliveries.length = 0;
  const events = Array.from({ length: goodOnes }, () => aNotificationEvent());
  const sender = service.bus.client.createSender(topic);
  const every = Math.floor(goodOnes / batch / Math.max(1, poison.length)) || 1;
  const left = [...poison];
  const started = performance.now();
  for (let from = 0; from < goodOnes; from += batch) {
    await service.bus.publish(
      aPoint,
      events.slice(from, from + batch).map((event) => ({ topic, event })),
    );
    if ((from / batch) % every === 0) for (const one of left.splice(0, 1)) await sender.sendMessages(one);
  }
  const wanted = new Set(events.map(({ id }) => id));
  await eventually(() => {
    for (const { event } of service.deliveries.splice(0)) wanted.delete(event.id);
    if (wanted.size > 0) throw new Error(`${wanted.size} good events were not handled`);
  }, 90_000);
  const seconds = (performance.now() - started) / 1000;
  for (const one of left) await sender.sendMessages(one);
  await sender.close();
  return seconds;
}

const poisoned = () =>
  Object.values(kinds).map((make) => {
    const { message, reason } = make(aNotificationEvent());
    return {
      reason,
      message: { ...message, messageId: randomUUID(), applicationProperties: { type } },
    };
  });

test('one per cent of poison of twelve kinds is dead-lettered with the right reasons, and every good event is handled', async () => {
  const ratios: number[] = [];
  for (let pair = 0; pair < 3; pair += 1) {
    const poison = poisoned();
    const expected = new Map(poison.map(({ message, reason }) => [message.messageId, reason]));
    const first = pair % 2 === 0 ? await play([]) : 0;
    const withPoison = await play(poison.map(({ message }) => message));
    const without = pair % 2 === 0 ? first : await play([]);
    ratios.push(without / withPoison);
    const subscription = () => broker.counts()[`${topic}/Subscriptions/order-service`];
    const letters: ServiceBusReceivedMessage[] = [];
    await eventually(async () => {
      letters.push(...(await deadLetters(service.bus, topic, 'order-service')));
      expect(subscription()).toMatchObject({ active: 0, locked: 0, deadLetter: 0 });
      expect(letters.length).toBeGreaterThanOrEqual(poison.length);
    }, 60_000);
    expect(new Map(letters.map((letter) => [letter.messageId, letter.deadLetterReason]))).toEqual(expected);
  }
  const told = ratios.map((ratio) => ratio.toFixed(2)).join(', ');
  // Time is told and not judged: on a busy machine it says little.
  process.stdout.write(
    `throughput of good events with ${Object.keys(kinds).length} poisonous ones among ${goodOnes}, by that without: ${told}\n`,
  );
});
