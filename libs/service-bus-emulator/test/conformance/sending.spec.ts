import { eventually, next, take, waiting, whatComes } from './receiving.js';
import { openTarget, type Target } from './target.js';

describe('sending and receiving', () => {
  let bus: Target;
  let plain: string;

  beforeAll(async () => {
    bus = await openTarget('sending');
    plain = bus.name('plain');
  });

  afterAll(() => bus.close());

  const left = () => waiting(bus.client.createReceiver(plain));

  it('takes a list of messages and a batch as a whole and keeps their order', async () => {
    const sender = bus.client.createSender(plain);
    const batch = await sender.createMessageBatch();
    for (let n = 0; n < 50; n++) expect(batch.tryAddMessage({ body: n, messageId: `b${n}` })).toBe(true);
    expect(batch.count).toBe(50);
    await sender.sendMessages(batch);
    await sender.sendMessages(Array.from({ length: 50 }, (_, n) => ({ body: 50 + n })));
    const got = await take(bus.client.createReceiver(plain, { receiveMode: 'receiveAndDelete' }), 100);
    expect(got.map(({ body }) => body)).toEqual(Array.from({ length: 100 }, (_, n) => n));
    const numbers = got.map(({ sequenceNumber }) => sequenceNumber?.toNumber() ?? 0);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  });

  it('tells the largest batch, and refuses a message above it', async () => {
    const sender = bus.client.createSender(plain);
    const batch = await sender.createMessageBatch();
    expect(batch.maxSizeInBytes).toBeGreaterThanOrEqual(262_144);
    expect(batch.tryAddMessage({ body: Buffer.alloc(batch.maxSizeInBytes) })).toBe(false);
    await expect(sender.createMessageBatch({ maxSizeInBytes: batch.maxSizeInBytes + 1 })).rejects.toThrow();
    await expect(sender.sendMessages({ body: Buffer.alloc(batch.maxSizeInBytes + 1) })).rejects.toMatchObject({
      code: 'MessageSizeExceeded',
    });
  });

  it('carries a message of several frames', async () => {
    const body = Buffer.alloc(200_000, 'x');
    await bus.client.createSender(plain).sendMessages({ body });
    const receiver = bus.client.createReceiver(plain, { receiveMode: 'receiveAndDelete' });
    expect(Buffer.compare((await next(receiver)).body, body)).toBe(0);
  });

  it('removes what it hands out in receive-and-delete mode', async () => {
    await bus.client.createSender(plain).sendMessages([{ body: 1 }, { body: 2 }]);
    const receiver = bus.client.createReceiver(plain, { receiveMode: 'receiveAndDelete' });
    const got = await take(receiver, 2);
    expect(got.map(({ body, lockToken, lockedUntilUtc }) => [body, lockToken, lockedUntilUtc])).toEqual([
      [1, undefined, undefined],
      [2, undefined, undefined],
    ]);
    expect(await left()).toEqual([]);
  });

  it('locks what it hands out in peek-lock mode until it is completed', async () => {
    await bus.client.createSender(plain).sendMessages([{ body: 1 }, { body: 2 }]);
    const receiver = bus.client.createReceiver(plain);
    const [first, second] = await take(receiver, 2);
    if (!first || !second) throw new Error('two messages were sent');
    expect(await whatComes(bus.client.createReceiver(plain))).toEqual([]);
    expect(await left()).toHaveLength(2);
    await receiver.completeMessage(first);
    expect((await left()).map(({ body }) => body)).toEqual([2]);
    await receiver.completeMessage(second);
    expect(await left()).toEqual([]);
  });

  it('comes back with less than was asked for, and with nothing', async () => {
    const receiver = bus.client.createReceiver(plain, { receiveMode: 'receiveAndDelete' });
    expect(await whatComes(receiver)).toEqual([]);
    await bus.client.createSender(plain).sendMessages([{ body: 1 }, { body: 2 }]);
    expect((await whatComes(receiver)).map(({ body }) => body)).toEqual([1, 2]);
    expect(await whatComes(receiver)).toEqual([]);
  });

  it('hands out a message that arrives while a receiver waits', async () => {
    const waiting = next(bus.client.createReceiver(plain, { receiveMode: 'receiveAndDelete' }));
    await bus.client.createSender(plain).sendMessages({ body: 'at last' });
    expect((await waiting).body).toBe('at last');
  });

  it('iterates over messages', async () => {
    await bus.client.createSender(plain).sendMessages([{ body: 1 }, { body: 2 }, { body: 3 }]);
    const receiver = bus.client.createReceiver(plain);
    const seen: unknown[] = [];
    for await (const message of receiver.getMessageIterator()) {
      seen.push(message.body);
      await receiver.completeMessage(message);
      if (seen.length === 3) break;
    }
    expect(seen).toEqual([1, 2, 3]);
    await receiver.close();
  });

  it('streams to a subscriber with at most so many calls at a time, completing what they return from', async () => {
    const stream = bus.name('stream');
    const sender = bus.client.createSender(stream);
    await sender.sendMessages(Array.from({ length: 40 }, (_, body) => ({ body })));
    const seen: number[] = [];
    let running = 0;
    let most = 0;
    const receiver = bus.client.createReceiver(stream);
    const subscription = receiver.subscribe(
      {
        processMessage: async ({ body }) => {
          most = Math.max(most, ++running);
          await new Promise((resolve) => setTimeout(resolve, 5));
          seen.push(body);
          running--;
        },
        processError: async ({ error }) => {
          throw error;
        },
      },
      { maxConcurrentCalls: 5 },
    );
    await eventually(() => expect(seen).toHaveLength(40));
    await eventually(async () => expect(await waiting(bus.client.createReceiver(stream))).toEqual([]));
    expect(most).toBe(5);
    await subscription.close();
    await receiver.close();
  });

  it('serves several connections at once, each message once', async () => {
    const many = bus.name('many');
    const clients = Array.from({ length: 5 }, () => bus.connect());
    const got: unknown[] = [];
    for (const client of clients) {
      client.createReceiver(many).subscribe({
        processMessage: async ({ body }) => void got.push(body),
        processError: async () => undefined,
      });
    }
    await Promise.all(
      clients.map(async (client, c) => {
        const sender = client.createSender(many);
        for (let n = 0; n < 10; n++) await sender.sendMessages({ body: `${c}-${n}` });
      }),
    );
    await eventually(() => expect(got).toHaveLength(50));
    expect(new Set(got).size).toBe(50);
    await Promise.all(clients.map((client) => client.close()));
  });
});
