import { eventually, next, type Running, startWith, whatComes } from './emulator.js';

describe('sending and receiving', () => {
  let bus: Running;

  beforeAll(async () => {
    bus = await startWith({
      Queues: ['props', 'batch', 'big', 'bodies', 'drain', 'stream', 'many', 'delete', 'wide'].map((Name) => ({
        Name,
      })),
    });
  });

  afterAll(() => bus.stop());

  it('brings every property of the sender through, and adds those of the broker', async () => {
    const sent = {
      body: { order: 7, text: 'ü' },
      messageId: 'id-1',
      correlationId: 'c-1',
      to: 'somewhere',
      subject: 'greeting',
      contentType: 'application/json',
      replyTo: 'answers',
      replyToSessionId: 'rs',
      partitionKey: 'p1',
      timeToLive: 3_600_000,
      applicationProperties: {
        text: 'x',
        whole: 42,
        part: 1.5,
        yes: true,
        big: 2 ** 40,
        nothing: null,
        at: new Date(5),
      },
    };
    const before = Date.now();
    await bus.client.createSender('props').sendMessages(sent);
    const receiver = bus.client.createReceiver('props');
    const got = await next(receiver);
    expect(got).toMatchObject({ ...sent, applicationProperties: { ...sent.applicationProperties, at: 5 } });
    expect(got).toMatchObject({ deliveryCount: 0, state: 'active' });
    expect(got.sequenceNumber?.toNumber()).toBe(1);
    expect(got.enqueuedSequenceNumber).toBe(1);
    expect(got.enqueuedTimeUtc?.getTime()).toBeGreaterThanOrEqual(before);
    expect(got.expiresAtUtc?.getTime()).toBe((got.enqueuedTimeUtc?.getTime() ?? 0) + 3_600_000);
    expect(got.lockedUntilUtc?.getTime()).toBeGreaterThan(Date.now() + 55_000);
    expect(got.lockToken).toMatch(/^[0-9a-f-]{36}$/);
    await receiver.completeMessage(got);
  });

  it('gives a message an id when the sender did not', async () => {
    await bus.client.createSender('props').sendMessages({ body: 1 });
    const receiver = bus.client.createReceiver('props', { receiveMode: 'receiveAndDelete' });
    expect((await next(receiver)).messageId).toMatch(/^[0-9a-f]{32}$/);
  });

  it.each([
    ['a text', 'plain'],
    ['nothing', null],
    ['a list', [1, 'two', { three: 3 }]],
    ['bytes', Buffer.from([0, 255, 1])],
  ])('keeps %s as a body', async (_name, body) => {
    await bus.client.createSender('bodies').sendMessages({ body });
    const receiver = bus.client.createReceiver('bodies', { receiveMode: 'receiveAndDelete' });
    expect((await next(receiver)).body).toEqual(body);
  });

  it.each([
    ['value', { a: [1, 'b'] }],
    ['sequence', [1, 'a']],
    ['data', 'text'],
  ] as const)('keeps an annotated message with a %s body', async (bodyType, body) => {
    const messageAnnotations = { mine: 'kept', number: 3 };
    await bus.client.createSender('bodies').sendMessages({
      body,
      bodyType,
      messageAnnotations,
      footer: { end: 1 },
      properties: { messageId: 'a1', groupSequence: 4, contentEncoding: 'gzip' },
      header: { durable: true, priority: 7 },
    });
    const { _rawAmqpMessage: raw } = await next(
      bus.client.createReceiver('bodies', { receiveMode: 'receiveAndDelete' }),
    );
    expect(raw.bodyType).toBe(bodyType);
    expect(raw.messageAnnotations).toMatchObject(messageAnnotations);
    expect(raw.footer).toEqual({ end: 1 });
    expect(raw.properties).toMatchObject({ messageId: 'a1', groupSequence: 4, contentEncoding: 'gzip' });
    expect(raw.header).toMatchObject({ durable: true, priority: 7 });
  });

  it('takes a batch as a whole and keeps its order', async () => {
    const sender = bus.client.createSender('batch');
    const batch = await sender.createMessageBatch();
    for (let n = 0; n < 100; n++) expect(batch.tryAddMessage({ body: n, messageId: `b${n}` })).toBe(true);
    await sender.sendMessages(batch);
    const got = await bus.client.createReceiver('batch', { receiveMode: 'receiveAndDelete' }).receiveMessages(100);
    expect(got.map(({ body }) => body)).toEqual(Array.from({ length: 100 }, (_, n) => n));
  });

  it('carries messages of several frames and refuses those above the limit', async () => {
    const sender = bus.client.createSender('big');
    const body = Buffer.alloc(200_000, 'x');
    await sender.sendMessages({ body });
    const receiver = bus.client.createReceiver('big', { receiveMode: 'receiveAndDelete' });
    expect(Buffer.compare((await next(receiver)).body, body)).toBe(0);
    expect((await sender.createMessageBatch()).maxSizeInBytes).toBe(262_144);
    await expect(sender.sendMessages({ body: Buffer.alloc(300_000) })).rejects.toMatchObject({
      code: 'MessageSizeExceeded',
    });
  });

  it('removes what it hands out in receive-and-delete mode', async () => {
    await bus.client.createSender('delete').sendMessages([{ body: 1 }, { body: 2 }]);
    const receiver = bus.client.createReceiver('delete', { receiveMode: 'receiveAndDelete' });
    expect((await whatComes(receiver)).map(({ body }) => body)).toEqual([1, 2]);
    expect(bus.counts()).toMatchObject({ delete: { active: 0, locked: 0 } });
  });

  it('drains a receiver at once when there is less than it asked for', async () => {
    await bus.client.createSender('drain').sendMessages([{ body: 1 }, { body: 2 }]);
    const receiver = bus.client.createReceiver('drain');
    const began = Date.now();
    for (let round = 0; round < 5; round++) {
      const got = await receiver.receiveMessages(10, { maxWaitTimeInMs: 100 });
      await Promise.all(got.map((message) => receiver.completeMessage(message)));
      expect(got).toHaveLength(round === 0 ? 2 : 0);
    }
    expect(Date.now() - began).toBeLessThan(1500);
    await bus.client.createSender('drain').sendMessages({ body: 3 });
    expect((await next(receiver)).body).toBe(3);
  });

  it('streams to a subscriber with at most so many calls at a time', async () => {
    const sender = bus.client.createSender('stream');
    await sender.sendMessages(Array.from({ length: 60 }, (_, body) => ({ body })));
    const seen: number[] = [];
    let running = 0;
    let most = 0;
    const receiver = bus.client.createReceiver('stream');
    const subscription = receiver.subscribe(
      {
        processMessage: async ({ body }) => {
          most = Math.max(most, ++running);
          await new Promise((resolve) => setTimeout(resolve, 2));
          seen.push(body);
          running--;
        },
        processError: async ({ error }) => {
          throw error;
        },
      },
      { maxConcurrentCalls: 5 },
    );
    await eventually(() => expect(seen).toHaveLength(60));
    await eventually(() => expect(bus.counts()).toMatchObject({ stream: { active: 0 } }));
    expect(most).toBe(5);
    await subscription.close();
    await receiver.close();
  });

  it('serves many connections and links at once, each message once', async () => {
    const clients = Array.from({ length: 20 }, () => bus.connect());
    const got: unknown[] = [];
    for (const client of clients) {
      client.createReceiver('many').subscribe({
        processMessage: async ({ body }) => void got.push(body),
        processError: async () => undefined,
      });
    }
    await Promise.all(
      clients.map(async (client, c) => {
        const sender = client.createSender('many');
        for (let n = 0; n < 10; n++) await sender.sendMessages({ body: `${c}-${n}` });
      }),
    );
    await eventually(() => expect(got).toHaveLength(200));
    expect(new Set(got).size).toBe(200);
    await Promise.all(clients.map((client) => client.close()));
  });

  it('hands out more than 2048 messages over one link while another holds an early one', async () => {
    const sender = bus.client.createSender('wide');
    for (let n = 0; n < 5; n++) await sender.sendMessages(Array.from({ length: 600 }, () => ({ body: 'x' })));
    const holder = bus.client.createReceiver('wide');
    const first = await next(holder);
    const receiver = bus.client.createReceiver('wide');
    for (let seen = 1; seen < 3000; ) {
      const got = await receiver.receiveMessages(500, { maxWaitTimeInMs: 1000 });
      expect(got.length).toBeGreaterThan(0);
      await Promise.all(got.map((message) => receiver.completeMessage(message)));
      seen += got.length;
    }
    await holder.completeMessage(first);
    expect(bus.counts()).toMatchObject({ wide: { active: 0 } });
  });

  it('says which entity it does not know', async () => {
    await expect(bus.client.createSender('nowhere').sendMessages({ body: 1 })).rejects.toMatchObject({
      code: 'MessagingEntityNotFound',
    });
    await expect(bus.client.createReceiver('nowhere').receiveMessages(1)).rejects.toMatchObject({
      code: 'MessagingEntityNotFound',
    });
  });
});
