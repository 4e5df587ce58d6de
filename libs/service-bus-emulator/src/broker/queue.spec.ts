import { Faults } from '../faults/faults.js';
import { openMemoryStore } from '../storage/memory.js';
import type { Consumer } from './consumer.js';
import { aQueue, type QueueDefinition } from './definition.js';
import { limitsOf } from './limits.js';
import type { Arrival, Handed } from './message.js';
import { Queue } from './queue.js';
import type { Surroundings } from './surroundings.js';
import { Timeline } from './timeline.js';

/** A queue with a clock that moves on request. */
function aWorld(given: Partial<QueueDefinition> = {}) {
  let now = 1_000_000;
  let guids = 0;
  const timeline = new Timeline(() => undefined);
  const around: Surroundings = {
    now: () => now,
    guid: () => `guid-${++guids}`,
    store: openMemoryStore(),
    timeline,
    limits: limitsOf({}),
    faults: new Faults(),
    read: (content) => arrival(content.toString()),
    change: (content, changes) => Buffer.from(`${content.toString()}|${[...changes.values()].join(',')}`),
    forward: () => undefined,
  };
  const queue = new Queue('q', aQueue({ name: 'q', ...given }), around);
  const pass = (ms: number) => {
    now += ms;
    timeline.advance(now);
  };
  return { queue, pass, now: () => now };
}

const arrival = (text: string, more: Partial<Arrival> = {}): Arrival => ({
  content: Buffer.from(text),
  messageId: text,
  sessionId: undefined,
  partitionKey: undefined,
  timeToLive: 0,
  scheduledFor: 0,
  hops: 0,
  facts: () => ({ system: () => undefined, user: () => undefined }),
  ...more,
});

/** Takes up to `credit` messages. */
function aConsumer(credit: number, mode: Consumer['mode'] = 'peek-lock') {
  const taken: Handed[] = [];
  return { mode, taken, credit: () => credit - taken.length, take: (handed: Handed) => void taken.push(handed) };
}

const texts = (handed: readonly Handed[]) => handed.map(({ content }) => content.toString());
const tokenOf = (handed: Handed | undefined) => handed?.entry.lock?.token ?? '';

describe('a queue', () => {
  it('hands messages to consumers in turn, within their credit', () => {
    const { queue } = aWorld();
    const [one, two] = [aConsumer(2), aConsumer(1)];
    for (const text of ['a', 'b', 'c', 'd']) queue.send(arrival(text));
    queue.main.feed(one);
    queue.main.feed(two);
    expect([texts(one.taken), texts(two.taken)]).toEqual([['a', 'b'], ['c']]);
    expect(queue.counts).toEqual({ active: 4, scheduled: 0, deferred: 0, deadLetter: 0, locked: 3 });
  });

  it('gives a message back when its lock runs out, and buries it after the last attempt', () => {
    const { queue, pass } = aWorld({ lockDuration: 1000, maxDeliveryCount: 2 });
    queue.send(arrival('a'));
    const consumer = aConsumer(5);
    queue.main.feed(consumer);
    pass(999);
    expect(consumer.taken).toHaveLength(1);
    pass(1);
    expect(consumer.taken.map(({ entry }) => entry.attempts)).toEqual([2, 2]);
    pass(1000);
    expect(queue.counts).toMatchObject({ active: 0, deadLetter: 1 });
  });

  it('does not let a lock run out that was renewed', () => {
    const { queue, pass } = aWorld({ lockDuration: 1000 });
    queue.send(arrival('a'));
    const consumer = aConsumer(5);
    queue.main.feed(consumer);
    for (let round = 0; round < 5; round++) {
      pass(900);
      queue.main.renew(tokenOf(consumer.taken[0]));
    }
    queue.settle.complete(queue.main, tokenOf(consumer.taken[0]));
    expect([consumer.taken.length, queue.counts.active]).toEqual([1, 0]);
  });

  it('refuses to settle what is no longer locked', () => {
    const { queue, pass } = aWorld({ lockDuration: 1000 });
    queue.send(arrival('a'));
    const consumer = aConsumer(1);
    queue.main.feed(consumer);
    const token = tokenOf(consumer.taken[0]);
    pass(1000);
    expect(() => queue.settle.complete(queue.main, token)).toThrow('The lock supplied is invalid');
    expect(queue.counts).toMatchObject({ active: 1, locked: 0 });
  });

  it('lets no message expire while it is locked', () => {
    const { queue, pass } = aWorld({ lockDuration: 1000, deadLetterOnExpiration: true });
    queue.send(arrival('a', { timeToLive: 500 }));
    const consumer = aConsumer(1);
    queue.main.feed(consumer);
    pass(600);
    expect(queue.counts).toMatchObject({ active: 1, deadLetter: 0 });
    queue.settle.abandon(queue.main, tokenOf(consumer.taken[0]), new Map());
    pass(400);
    expect(queue.counts).toMatchObject({ active: 0, deadLetter: 1 });
  });

  it('adds a scheduled message to the end when it is due', () => {
    const { queue, pass, now } = aWorld();
    queue.send(arrival('later', { scheduledFor: now() + 100 }));
    queue.send(arrival('now'));
    const consumer = aConsumer(5, 'receive-and-delete');
    queue.main.feed(consumer);
    pass(100);
    expect(texts(consumer.taken)).toEqual(['now', 'later']);
    expect(consumer.taken.map(({ entry }) => [entry.sequence, entry.enqueuedSequence])).toEqual([
      [2, 2],
      [3, 1],
    ]);
  });

  it('keeps the sequence number and the changed content of a dead letter', () => {
    const { queue } = aWorld();
    for (const text of ['a', 'b']) queue.send(arrival(text));
    const consumer = aConsumer(2);
    queue.main.feed(consumer);
    queue.settle.deadLetter(queue.main, tokenOf(consumer.taken[1]), new Map([['DeadLetterReason', 'why']]));
    const dead = queue.deadLetters.peek(0, 10, undefined);
    expect(dead.map(({ entry, content }) => [entry.sequence, content.toString()])).toEqual([[2, 'b|why']]);
  });

  it('leaves nothing behind of a hundred thousand messages', () => {
    const { queue, pass } = aWorld({ lockDuration: 60_000, defaultTimeToLive: 3_600_000 });
    const consumer = aConsumer(Number.POSITIVE_INFINITY);
    queue.main.feed(consumer);
    for (let n = 0; n < 100_000; n++) {
      queue.send(arrival('x'));
      queue.settle.complete(queue.main, tokenOf(consumer.taken.pop()));
    }
    pass(3_600_000);
    expect(queue.counts).toMatchObject({ active: 0, locked: 0, deadLetter: 0 });
  });
});
