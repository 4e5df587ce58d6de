import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { next, sequenceOf } from './receiving.js';
import { openTarget, type Target } from './target.js';

describe('a message', () => {
  let bus: Target;
  let plain: string;

  beforeAll(async () => {
    bus = await openTarget('messages');
    plain = bus.name('plain');
  });

  afterAll(() => bus.close());

  const sent = {
    body: { order: 7, text: 'ü' },
    messageId: 'id-1',
    correlationId: 'c-1',
    to: 'somewhere',
    subject: 'greeting',
    contentType: 'application/json',
    replyTo: 'answers',
    replyToSessionId: 'rs',
    sessionId: 'p1',
    partitionKey: 'p1',
    timeToLive: 1_200_000,
    applicationProperties: {
      text: 'x',
      empty: '',
      whole: 42,
      negative: -42,
      zero: 0,
      part: 1.5,
      yes: true,
      no: false,
      big: 2 ** 40,
      nothing: null,
      at: new Date(5),
    },
  };

  it('brings every property of the sender through a queue, and those of the broker', async () => {
    const before = Date.now() - 60_000; // clocks may differ
    await bus.client.createSender(plain).sendMessages(sent);
    const receiver = bus.client.createReceiver(plain);
    const got = await next(receiver);
    expect(got).toMatchObject({ ...sent, applicationProperties: { ...sent.applicationProperties, at: 5 } });
    expect(got).toMatchObject({ deliveryCount: 0, state: 'active' });
    expect(sequenceOf(got).toNumber()).toBeGreaterThan(0);
    expect(got.enqueuedSequenceNumber).toBeGreaterThanOrEqual(0);
    expect(got.enqueuedTimeUtc?.getTime()).toBeGreaterThan(before);
    expect(Number(got.expiresAtUtc) - Number(got.enqueuedTimeUtc)).toBe(1_200_000);
    expect(Number(got.lockedUntilUtc)).toBeGreaterThan(before);
    expect(got.lockToken).toMatch(/^[0-9a-f-]{36}$/);
    for (const name of ['deadLetterReason', 'deadLetterErrorDescription', 'deadLetterSource'] as const) {
      expect(got[name]).toBeUndefined();
    }
    await receiver.completeMessage(got);
  });

  it('brings every property through a topic', async () => {
    const topic = bus.name('topic');
    await bus.client.createSender(topic).sendMessages(sent);
    const receiver = bus.client.createReceiver(topic, 'all', { receiveMode: 'receiveAndDelete' });
    expect(await next(receiver)).toMatchObject({
      ...sent,
      applicationProperties: { ...sent.applicationProperties, at: 5 },
      deliveryCount: 0,
      state: 'active',
    });
  });

  it('has no properties but its own when the sender set none', async () => {
    await bus.client.createSender(plain).sendMessages({ body: 1 });
    const receiver = bus.client.createReceiver(plain, { receiveMode: 'receiveAndDelete' });
    const got = await next(receiver);
    const unset: (keyof ServiceBusReceivedMessage)[] = [
      'correlationId',
      'to',
      'subject',
      'contentType',
      'replyTo',
      'replyToSessionId',
      'sessionId',
      'partitionKey',
      'scheduledEnqueueTimeUtc',
    ];
    for (const name of unset) expect(got[name]).toBeUndefined();
    expect(got.applicationProperties ?? {}).toEqual({});
  });

  it('counts the deliveries', async () => {
    await bus.client.createSender(plain).sendMessages({ body: 1 });
    const receiver = bus.client.createReceiver(plain);
    for (const expected of [0, 1, 2]) {
      const message = await next(receiver);
      expect(message.deliveryCount).toBe(expected);
      if (expected === 2) await receiver.completeMessage(message);
      else await receiver.abandonMessage(message);
    }
  });

  it("lives no longer than the entity's messages do", async () => {
    const withTtl = bus.name('with-ttl');
    const sender = bus.client.createSender(withTtl);
    await sender.sendMessages([
      { body: 'long', timeToLive: 86_400_000 },
      { body: 'unset' },
      { body: 'short', timeToLive: 600_000 },
    ]);
    const shown = await bus.client.createReceiver(withTtl).peekMessages(3);
    const lives = shown.map(({ body, expiresAtUtc, enqueuedTimeUtc }) => [
      body,
      Number(expiresAtUtc) - Number(enqueuedTimeUtc),
    ]);
    expect(lives).toEqual([
      ['long', 1_800_000],
      ['unset', 1_800_000],
      ['short', 600_000],
    ]);
  });

  it('may not have a partition key other than its session id', async () => {
    await expect(
      bus.client.createSender(plain).sendMessages({ body: 1, sessionId: 'a', partitionKey: 'b' }),
    ).rejects.toThrow();
  });

  it.each([
    ['a text', 'plain'],
    ['an empty text', ''],
    ['nothing', null],
    ['a number', 1.5],
    ['a truth', false],
    ['a list', [1, 'two', { three: 3 }]],
    ['an object', { a: { b: [null, 'ü€😀'] } }],
    ['bytes', Buffer.from([0, 255, 1])],
  ])('keeps %s as a body', async (_name, body) => {
    await bus.client.createSender(plain).sendMessages({ body });
    const receiver = bus.client.createReceiver(plain, { receiveMode: 'receiveAndDelete' });
    expect((await next(receiver)).body).toEqual(body);
    await receiver.close();
  });

  it.each([
    ['value', { a: [1, 'b'] }],
    ['value', 'text'],
    ['value', 7],
    ['sequence', [1, 'a']],
    ['data', 'text'],
    ['data', Buffer.from([1, 2])],
  ] as const)('keeps an annotated message with a %s body', async (bodyType, body) => {
    const messageAnnotations = { mine: 'kept', number: 3 };
    await bus.client.createSender(plain).sendMessages({
      body,
      bodyType,
      messageAnnotations,
      footer: { end: 1 },
      applicationProperties: { own: true },
      properties: {
        messageId: 'a1',
        correlationId: 'c1',
        to: 'to',
        subject: 'subject',
        replyTo: 'reply',
        contentType: 'text/x',
        contentEncoding: 'gzip',
        groupId: 'g',
        groupSequence: 4,
        replyToGroupId: 'rg',
      },
      header: { durable: true, priority: 7 },
    });
    const receiver = bus.client.createReceiver(plain, { receiveMode: 'receiveAndDelete' });
    const got = await next(receiver);
    const raw = got._rawAmqpMessage;
    expect(got).toMatchObject({ body, messageId: 'a1', sessionId: 'g', replyToSessionId: 'rg', subject: 'subject' });
    expect(raw.bodyType).toBe(bodyType);
    expect(raw.messageAnnotations).toMatchObject(messageAnnotations);
    expect(raw.footer).toEqual({ end: 1 });
    expect(raw.applicationProperties).toEqual({ own: true });
    expect(raw.properties).toMatchObject({ groupSequence: 4, contentEncoding: 'gzip', contentType: 'text/x' });
    expect(raw.header).toMatchObject({ durable: true, priority: 7 });
    await receiver.close();
  });

  it('can be received and sent on as it is', async () => {
    await bus.client.createSender(plain).sendMessages({ ...sent, timeToLive: 600_000 });
    const receiver = bus.client.createReceiver(plain, { receiveMode: 'receiveAndDelete' });
    const first = await next(receiver);
    await bus.client.createSender(plain).sendMessages(first);
    const again = await next(receiver);
    expect(again).toMatchObject({ messageId: 'id-1', subject: 'greeting', body: sent.body, sessionId: 'p1' });
    expect(sequenceOf(again).toNumber()).toBeGreaterThan(sequenceOf(first).toNumber());
  });
});
