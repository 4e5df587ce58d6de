import { eventually, next, type Running, startWith, whatComes } from './emulator.js';

describe('times', () => {
  let bus: Running;

  beforeAll(async () => {
    bus = await startWith({
      Queues: [
        { Name: 'schedule' },
        { Name: 'cancel' },
        { Name: 'peek' },
        { Name: 'expire' },
        { Name: 'expire-dead', Properties: { DeadLetteringOnMessageExpiration: true } },
        { Name: 'short', Properties: { DefaultMessageTimeToLive: 'PT0.2S' } },
        {
          Name: 'once',
          Properties: { RequiresDuplicateDetection: true, DuplicateDetectionHistoryTimeWindow: 'PT0.5S' },
        },
      ],
      Topics: [{ Name: 'news', Properties: { RequiresDuplicateDetection: true }, Subscriptions: [{ Name: 'all' }] }],
    });
  });

  afterAll(() => bus.stop());

  const inMs = (ms: number) => new Date(Date.now() + ms);

  it('holds a scheduled message until its time', async () => {
    const sender = bus.client.createSender('schedule');
    const at = inMs(1500);
    const numbers = await sender.scheduleMessages([{ body: 1 }, { body: 2 }], at);
    expect(numbers.map((number) => number.toNumber())).toEqual([1, 2]);
    expect(bus.counts()).toMatchObject({ schedule: { active: 0, scheduled: 2 } });
    const receiver = bus.client.createReceiver('schedule', { receiveMode: 'receiveAndDelete' });
    const message = await next(receiver);
    expect(Date.now()).toBeGreaterThanOrEqual(at.getTime());
    expect(message.scheduledEnqueueTimeUtc).toEqual(at);
    expect(message.sequenceNumber?.toNumber()).toBe(3);
    expect(message.enqueuedTimeUtc?.getTime()).toBeGreaterThanOrEqual(at.getTime());
    expect((await next(receiver)).body).toBe(2);
  });

  it('schedules through the property of a message as well', async () => {
    const at = inMs(150);
    await bus.client.createSender('schedule').sendMessages({ body: 'p', scheduledEnqueueTimeUtc: at });
    expect((await next(bus.client.createReceiver('schedule', { receiveMode: 'receiveAndDelete' }))).body).toBe('p');
    expect(Date.now()).toBeGreaterThanOrEqual(at.getTime());
  });

  it('forgets a scheduled message that is cancelled, and says so when it is not there', async () => {
    const sender = bus.client.createSender('cancel');
    const [number] = await sender.scheduleMessages({ body: 1 }, inMs(2000));
    if (number === undefined) throw new Error('no sequence number');
    await sender.cancelScheduledMessages(number);
    expect(await whatComes(bus.client.createReceiver('cancel'), 1, 2200)).toEqual([]);
    await expect(sender.cancelScheduledMessages(number)).rejects.toMatchObject({ code: 'MessageNotFound' });
  });

  it('shows messages without locking them, in order and page by page', async () => {
    const sender = bus.client.createSender('peek');
    await sender.sendMessages([1, 2, 3, 4].map((body) => ({ body })));
    const later = inMs(60_000);
    await sender.scheduleMessages({ body: 'later' }, later);
    const receiver = bus.client.createReceiver('peek');
    await receiver.deferMessage(await next(receiver));
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
    expect(await receiver.peekMessages(3)).toEqual([]);
    expect(bus.counts()).toMatchObject({ peek: { active: 3, locked: 0 } });
  });

  it('drops an expired message', async () => {
    await bus.client.createSender('expire').sendMessages({ body: 1, timeToLive: 50 });
    await eventually(() => expect(bus.counts()).toMatchObject({ expire: { active: 0, deadLetter: 0 } }));
    expect(await whatComes(bus.client.createReceiver('expire'), 1, 50)).toEqual([]);
  });

  it('dead-letters an expired message where the entity says so', async () => {
    await bus.client.createSender('expire-dead').sendMessages({ body: 1, timeToLive: 50 });
    await eventually(() => expect(bus.counts()).toMatchObject({ 'expire-dead': { active: 0, deadLetter: 1 } }));
    const dead = await next(bus.client.createReceiver('expire-dead', { subQueueType: 'deadLetter' }));
    expect(dead).toMatchObject({ body: 1, deadLetterReason: 'TTLExpiredException' });
  });

  it("caps a message's time to live by the entity's", async () => {
    await bus.client.createSender('short').sendMessages({ body: 1, timeToLive: 60_000 });
    const [shown] = await bus.client.createReceiver('short').peekMessages(1);
    expect(Number(shown?.expiresAtUtc) - Number(shown?.enqueuedTimeUtc)).toBe(200);
    await eventually(() => expect(bus.counts()).toMatchObject({ short: { active: 0 } }));
  });

  it('takes a message id once within the window', async () => {
    const sender = bus.client.createSender('once');
    for (const body of [1, 2]) await sender.sendMessages({ body, messageId: 'same' });
    await sender.sendMessages({ body: 3, messageId: 'other' });
    const receiver = bus.client.createReceiver('once', { receiveMode: 'receiveAndDelete' });
    expect((await whatComes(receiver, 10, 100)).map(({ body }) => body)).toEqual([1, 3]);
    await new Promise((resolve) => setTimeout(resolve, 600)); // the window itself is what passes
    await sender.sendMessages({ body: 4, messageId: 'same' });
    expect((await next(receiver)).body).toBe(4);
  });

  it('takes a message id once on a topic, scheduled ones included', async () => {
    const sender = bus.client.createSender('news');
    await sender.sendMessages({ body: 1, messageId: 'same' });
    await sender.scheduleMessages({ body: 2, messageId: 'same' }, inMs(50));
    await sender.scheduleMessages({ body: 3, messageId: 'other' }, inMs(50));
    const receiver = bus.client.createReceiver('news', 'all', { receiveMode: 'receiveAndDelete' });
    const bodies: unknown[] = [];
    await eventually(async () => {
      bodies.push(...(await whatComes(receiver, 5, 50)).map(({ body }) => body));
      expect(bodies).toEqual([1, 3]);
    });
  });
});
