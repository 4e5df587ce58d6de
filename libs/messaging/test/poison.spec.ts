import { randomUUID } from 'node:crypto';
import type { ServiceBusMessage, ServiceBusReceivedMessage, ServiceBusSender } from '@azure/service-bus';
import type { CloudEvent } from '@causeway/data-model';
import type { Emulator } from '@causeway/service-bus-emulator';
import { jest } from '@jest/globals';
import { DeadLetter, ServiceBus } from '../src/service-bus.js';
import { aPoint } from './a-point.js';
import { aNotificationEvent, anAccountEvent } from './an-event.js';
import { deadLetters, type Service, startBroker, startService } from './bench.js';
import { eventually } from './eventually.js';

jest.setTimeout(180_000);

const topic = 'notifications';
const type = 'shop.notification.sent.v1';
const goodOnes = 2400;
const ofEachKind = 2;
const batch = 50;
/** Of a play without poison and one with it, in turns one or the other first. */
const pairs = 7;

/** Kinds of poison, each with the reason it must be dead-lettered with. */
const kinds: Record<string, (event: CloudEvent<typeof type>) => { message: ServiceBusMessage; reason: string }> = {
  'no JSON': () => ({ message: { body: Buffer.from('{"specversion":') }, reason: 'schema' }),
  'no UTF-8': () => ({ message: { body: Buffer.from([0, 255, 7]) }, reason: 'schema' }),
  'no CloudEvent': () => ({ message: { body: { hello: 'world' } }, reason: 'schema' }),
  'broken data': (event) => ({ message: { body: { ...event, data: {} } }, reason: 'schema' }),
  'an id of another event': (event) => ({ message: { body: { ...event, id: `${event.id}x` } }, reason: 'schema' }),
  'a forged version': (event) => ({ message: { body: { ...event, aggregateversion: 7 } }, reason: 'schema' }),
  'a version far ahead': (event) => ({ message: { body: renumbered(event, 2 ** 31) }, reason: 'schema' }),
  'a version it cannot have': (event) => ({ message: { body: renumbered(event, 2) }, reason: 'contradiction' }),
  'another sender': (event) => ({ message: { body: { ...event, source: '/aws/order-service' } }, reason: 'forged' }),
  'another topic’s': () => ({ message: { body: anAccountEvent() }, reason: 'forged' }),
  'of tomorrow': (event) => ({ message: { body: { ...event, time: tomorrow() } }, reason: 'schema' }),
  'a trace of nobody': (event) => ({ message: { body: { ...event, traceparent: nobodysTrace } }, reason: 'schema' }),
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

const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString();
const nobodysTrace = `00-${'0'.repeat(32)}-b7ad6b7169203331-01`;

const renumbered = (event: CloudEvent<typeof type>, version: number) => ({
  ...event,
  aggregateversion: version,
  id: event.id.replace('/1/', `/${version}/`),
});

const about = (event: CloudEvent<typeof type>, template: string) => {
  event.data.notification.template = template;
  return event;
};

let broker: Emulator;
let service: Service;
let elsewhere: ServiceBus;
let poisoner: ServiceBusSender;

beforeEach(async () => {
  broker = await startBroker();
  service = await startService('order-service', broker.connectionString);
  elsewhere = new ServiceBus(broker.connectionString);
  poisoner = elsewhere.client.createSender(topic);
  service.handle = ({ data }) => {
    if (!('notification' in data)) return;
    if (data.notification.template === 'unknown') throw new DeadLetter('unknown-order', 'There is no such order.');
    if (data.notification.template === 'throws') throw new TypeError('undefined is not an order');
  };
});

afterEach(async () => {
  await elsewhere.close();
  await service.stop();
  await broker.stop();
});

/**
 * Publishes good events while somebody else sends others one by one, spread over the same time; gives the milliseconds until every good
 * one was handled, and how many of them this process worked: broker, service and both senders.
 */
async function play(others: readonly ServiceBusMessage[]): Promise<{ wall: number; cpu: number }> {
  service.deliveries.length = 0;
  const events = Array.from({ length: goodOnes }, () => aNotificationEvent());
  const left = [...others];
  const batches = goodOnes / batch;
  const sending: Promise<void>[] = [];
  const [started, idle] = [performance.now(), process.cpuUsage()];
  for (let number = 0; number < batches; number += 1) {
    const due = Math.ceil((others.length * (number + 1)) / batches) - (others.length - left.length);
    for (const one of left.splice(0, due)) sending.push(poisoner.sendMessages(one));
    await service.bus.publish(
      aPoint,
      events.slice(number * batch, (number + 1) * batch).map((event) => ({ topic, event })),
    );
  }
  const wanted = new Set(events.map(({ id }) => id));
  await eventually(() => {
    for (const { event } of service.deliveries.splice(0)) wanted.delete(event.id);
    if (wanted.size > 0) throw new Error(`${wanted.size} good events were not handled`);
  }, 90_000);
  const { user, system } = process.cpuUsage(idle);
  const took = { wall: performance.now() - started, cpu: (user + system) / 1000 };
  await Promise.all(sending);
  return took;
}

const poisoned = () =>
  Object.values(kinds)
    .flatMap((make) => Array<typeof make>(ofEachKind).fill(make))
    .map((make) => {
      const { message, reason } = make(aNotificationEvent());
      return { reason, message: { ...message, messageId: randomUUID(), applicationProperties: { type } } };
    });

/** As many as the poison, sent like it: what a message costs whoever sends it is no cost of poison. */
const wholesome = (): ServiceBusMessage[] =>
  Array.from({ length: ofEachKind * Object.keys(kinds).length }, () => {
    const event = aNotificationEvent();
    return { body: event, messageId: event.id, applicationProperties: { type } };
  });

test('one per cent of poison of eighteen kinds is dead-lettered with the right reasons, and every good event is handled', async () => {
  await play(wholesome());
  const throughput: number[] = [];
  const work: number[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const poison = poisoned();
    const expected = new Map(poison.map(({ message, reason }) => [message.messageId, reason]));
    const before = pair % 2 === 0 ? await play(wholesome()) : undefined;
    const withPoison = await play(poison.map(({ message }) => message));
    const letters = await untilDeadLettered(poison.length);
    expect(new Map(letters.map((letter) => [letter.messageId, letter.deadLetterReason]))).toEqual(expected);
    expect(reasonsNoted()).toEqual([...expected.values()].filter((reason) => reason !== 'max-delivery').sort());
    const without = before ?? (await play(wholesome()));
    throughput.push(without.wall / withPoison.wall);
    work.push(withPoison.cpu / without.cpu);
  }
  // Told and not judged: on a busy machine a single pair says little, and the median not much more.
  process.stdout.write(
    `good events with ${ofEachKind * Object.keys(kinds).length} poisonous ones among ${goodOnes}, by those with as many good ones instead, ${pairs} pairs:\n` +
      `  throughput ${told(throughput)}\n  CPU        ${told(work)}\n`,
  );
});

test('of many messages that are settled in different ways at the same time, each gets its own', async () => {
  const events = Array.from({ length: 600 }, () => aNotificationEvent());
  const refused = new Set(events.filter(() => Math.random() < 0.3).map(({ id }) => id));
  for (const event of events) if (refused.has(event.id)) about(event, 'unknown');
  await service.bus.publish(
    aPoint,
    events.map((event) => ({ topic, event })),
  );
  await eventually(() => {
    const counts = broker.counts()[`${topic}/Subscriptions/order-service`];
    expect(counts).toMatchObject({ active: 0, locked: 0, deadLetter: refused.size });
  }, 120_000);
  const receiver = service.bus.client.createReceiver(topic, 'order-service', { subQueueType: 'deadLetter' });
  const letters = [...(await receiver.peekMessages(250)), ...(await receiver.peekMessages(250))];
  await receiver.close();
  expect(new Set(letters.map(({ messageId }) => messageId))).toEqual(refused);
});

/** The reasons the audit trail was told since the last look, each as often as a message was refused for it. */
const reasonsNoted = () =>
  service.noted
    .splice(0)
    .map(({ detail }) => detail.reason)
    .sort();

/** Everything was handled or set aside; what was set aside, taken out. */
async function untilDeadLettered(count: number): Promise<ServiceBusReceivedMessage[]> {
  const letters: ServiceBusReceivedMessage[] = [];
  await eventually(async () => {
    letters.push(...(await deadLetters(service.bus, topic, 'order-service')));
    const counts = broker.counts()[`${topic}/Subscriptions/order-service`];
    expect(counts).toMatchObject({ active: 0, locked: 0, deadLetter: 0 });
    expect(letters.length).toBeGreaterThanOrEqual(count);
  }, 60_000);
  return letters;
}

const told = (ratios: readonly number[]): string =>
  `median ${median(ratios).toFixed(3)} (${ratios.map((ratio) => ratio.toFixed(2)).join(', ')})`;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
