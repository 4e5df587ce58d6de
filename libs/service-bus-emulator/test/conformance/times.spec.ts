import { pace, pause } from './pace.js';
import { eventually, next, take, waiting, whatComes } from './receiving.js';
import { openTarget, type Target } from './target.js';

const inMs = (ms: number) => new Date(Date.now() + ms);

describe('times', () => {
  let bus: Target;

  beforeAll(async () => {
    bus = await openTarget('times');
  });

  afterAll(() => bus.close());

  const deleting = (queue: string) => bus.client.createReceiver(bus.name(queue), { receiveMode: 'receiveAndDelete' });

  it('holds scheduled messages until their time', async () => {
    const sender = bus.client.createSender(bus.name('schedule'));
    const at = inMs(2500);
    const numbers = await sender.scheduleMessages([{ body: 1 }, { body: 2 }], at);
    expect(numbers).toHaveLength(2);
    const held = await waiting(bus.client.createReceiver(bus.name('schedule')));
    expect(held.map(({ body, state }) => [body, state])).toEqual([
      [1, 'scheduled'],
      [2, 'scheduled'],
    ]);
    expect(held.map(({ sequenceNumber }) => sequenceNumber)).toEqual(numbers);
    const receiver = deleting('schedule');
    const [first, second] = await take(receiver, 2);
    expect(Date.now()).toBeGreaterThanOrEqual(at.getTime() - 1000); // clocks may differ
    expect(first).toMatchObject({ body: 1, state: 'scheduled', scheduledEnqueueTimeUtc: at });
    expect(first?.sequenceNumber?.toNumber()).toBeGreaterThan(numbers[1]?.toNumber() ?? 0);
    expect(Number(first?.enqueuedTimeUtc)).toBeGreaterThanOrEqual(at.getTime());
    expect(second?.body).toBe(2);
  });

  it('schedules through the property of a message as well', async () => {
    const at = inMs(1500);
    await bus.client.createSender(bus.name('schedule')).sendMessages({ body: 'p', scheduledEnqueueTimeUtc: at });
    const got = await next(deleting('schedule'));
    expect(got).toMatchObject({ body: 'p', scheduledEnqueueTimeUtc: at });
    expect(Number(got.enqueuedTimeUtc)).toBeGreaterThanOrEqual(at.getTime());
  });

  it('delivers at once what is scheduled for the past', async () => {
    const sender = bus.client.createSender(bus.name('schedule'));
    await sender.scheduleMessages({ body: 'late' }, inMs(-60_000));
    expect((await next(deleting('schedule'))).body).toBe('late');
  });

  it('forgets a scheduled message that is cancelled, and says so when it is not there', async () => {
    const sender = bus.client.createSender(bus.name('schedule'));
    const [first, second] = await sender.scheduleMessages([{ body: 1 }, { body: 2 }], inMs(3_600_000));
    if (first === undefined || second === undefined) throw new Error('no sequence numbers');
    await sender.cancelScheduledMessages([first]);
    const receiver = bus.client.createReceiver(bus.name('schedule'));
    expect((await waiting(receiver)).map(({ body }) => body)).toEqual([2]);
    await sender.cancelScheduledMessages(second);
    expect(await waiting(bus.client.createReceiver(bus.name('schedule')))).toEqual([]);
    await expect(sender.cancelScheduledMessages(first)).rejects.toMatchObject({ code: 'MessageNotFound' });
  });

  it('shows messages without locking them, in order and page by page', async () => {
    const sender = bus.client.createSender(bus.name('peek'));
    await sender.sendMessages([1, 2, 3, 4].map((body) => ({ body })));
    const [scheduled] = await sender.scheduleMessages({ body: 'later' }, inMs(3_600_000));
    const receiver = bus.client.createReceiver(bus.name('peek'));
    await receiver.deferMessage(await next(receiver));
    const locked = await next(receiver);
    expect((await receiver.peekMessages(3)).map(({ body, state }) => [body, state])).toEqual([
      [1, 'deferred'],
      [2, 'active'],
      [3, 'active'],
    ]);
    const rest = await receiver.peekMessages(3);
    expect(rest.map(({ body, state }) => [body, state])).toEqual([
      [4, 'active'],
      ['later', 'scheduled'],
    ]);
    expect(rest[0]?.lockToken).toBeUndefined();
    expect(rest[0]?.deliveryCount).toBe(0);
    expect(await receiver.peekMessages(3)).toEqual([]);
    const from = locked.sequenceNumber;
    if (from === undefined || scheduled === undefined) throw new Error('no sequence number');
    expect((await receiver.peekMessages(2, { fromSequenceNumber: from })).map(({ body }) => body)).toEqual([2, 3]);
    expect((await receiver.peekMessages(2, { fromSequenceNumber: scheduled })).map(({ body }) => body)).toEqual([
      'later',
    ]);
    await receiver.completeMessage(locked);
  });

  it('drops an expired message', async () => {
    await bus.client.createSender(bus.name('expire')).sendMessages({ body: 1, timeToLive: 500 });
    await pause(600);
    expect(await whatComes(deleting('expire'))).toEqual([]);
    const dead = bus.client.createReceiver(bus.name('expire'), { subQueueType: 'deadLetter' });
    expect(await waiting(dead)).toEqual([]);
  });

  it('dead-letters an expired message where the queue says so', async () => {
    await bus.client.createSender(bus.name('expire-dead')).sendMessages({ body: 1, timeToLive: 500 });
    await pause(600);
    expect(await whatComes(deleting('expire-dead'))).toEqual([]);
    const dead = bus.client.createReceiver(bus.name('expire-dead'), { subQueueType: 'deadLetter' });
    expect(await next(dead)).toMatchObject({ body: 1, deadLetterReason: 'TTLExpiredException' });
  });

  it('dead-letters an expired message where the subscription says so', async () => {
    const topic = bus.name('expire-topic');
    await bus.client.createSender(topic).sendMessages({ body: 1, timeToLive: 500 });
    await pause(600);
    expect(await whatComes(bus.client.createReceiver(topic, 'dead', { receiveMode: 'receiveAndDelete' }))).toEqual([]);
    const dead = bus.client.createReceiver(topic, 'dead', { subQueueType: 'deadLetter' });
    expect(await next(dead)).toMatchObject({ body: 1, deadLetterReason: 'TTLExpiredException' });
  });

  it('lets a scheduled message live from its time on', async () => {
    const at = inMs(2000);
    await bus.client.createSender(bus.name('expire')).sendMessages({
      body: 'x',
      timeToLive: 30_000,
      scheduledEnqueueTimeUtc: at,
    });
    const got = await next(deleting('expire'));
    expect(Number(got.expiresAtUtc) - Number(got.enqueuedTimeUtc)).toBe(30_000);
  });

  it('takes a message id once within the window of a queue', async () => {
    const sender = bus.client.createSender(bus.name('once'));
    for (const body of [1, 2]) await sender.sendMessages({ body, messageId: 'same' });
    await sender.sendMessages([
      { body: 3, messageId: 'other' },
      { body: 4, messageId: 'same' },
      { body: 5, messageId: 'other' },
    ]);
    const receiver = deleting('once');
    expect((await whatComes(receiver)).map(({ body }) => body)).toEqual([1, 3]);
    await pause(pace.duplicateSeconds * 1000 + 500); // the window itself is what passes
    await sender.sendMessages({ body: 6, messageId: 'same' });
    expect((await next(receiver)).body).toBe(6);
  }, 240_000);

  it('takes a message id once on a topic, scheduled ones included', async () => {
    const sender = bus.client.createSender(bus.name('news'));
    await sender.sendMessages({ body: 1, messageId: 'same' });
    await sender.scheduleMessages({ body: 2, messageId: 'same' }, inMs(500));
    await sender.scheduleMessages({ body: 3, messageId: 'other' }, inMs(500));
    const receiver = bus.client.createReceiver(bus.name('news'), 'all', { receiveMode: 'receiveAndDelete' });
    const bodies: unknown[] = [];
    await eventually(async () => {
      bodies.push(...(await whatComes(receiver)).map(({ body }) => body));
      expect(bodies).toEqual([1, 3]);
    });
  });
});
