import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, next, type Running, startWith } from './emulator.js';

const MB = 1024 * 1024;

describe('limits', () => {
  let bus: Running | undefined;
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sbem-'));
  });

  afterEach(async () => {
    await bus?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('refuse messages to a queue that is full, a batch as a whole, also after a restart, until there is room', async () => {
    const entities = { Queues: [{ Name: 'small', Properties: { MaxSizeInMegabytes: 1 } }] };
    const dataFile = join(folder, 'data.db');
    bus = await startWith(entities, { dataFile });
    const fill = bus.client.createSender('small');
    for (let sent = 0; sent < 6; sent++) await fill.sendMessages({ body: Buffer.alloc(200_000) });
    const full = {
      code: 'QuotaExceeded',
      message: expect.stringContaining("maximum entity size has been reached or exceeded for Queue: 'small'"),
    };
    await expect(fill.sendMessages({ body: 1 })).rejects.toMatchObject(full);
    await expect(fill.sendMessages([{ body: 1 }, { body: 2 }])).rejects.toMatchObject(full);
    await expect(fill.scheduleMessages({ body: 1 }, new Date(Date.now() + 60_000))).rejects.toMatchObject({
      code: 'QuotaExceeded',
    });
    expect(bus.counts().small).toMatchObject({ active: 6, scheduled: 0 });
    await bus.stop();
    bus = await startWith(entities, { dataFile });
    await expect(bus.client.createSender('small').sendMessages({ body: 1 })).rejects.toMatchObject(full);
    await next(bus.client.createReceiver('small', { receiveMode: 'receiveAndDelete' }));
    await bus.client.createSender('small').sendMessages({ body: 1 });
  });

  it('count what a topic keeps in its subscriptions, and dead letters', async () => {
    bus = await startWith({
      Topics: [{ Name: 'small', Properties: { MaxSizeInMegabytes: 1 }, Subscriptions: [{ Name: 'a' }, { Name: 'b' }] }],
    });
    const sender = bus.client.createSender('small');
    for (let sent = 0; sent < 3; sent++) await sender.sendMessages({ body: Buffer.alloc(200_000) });
    await expect(sender.sendMessages({ body: 1 })).rejects.toMatchObject({ code: 'QuotaExceeded' });
    const receiver = bus.client.createReceiver('small', 'a');
    await receiver.deadLetterMessage(await next(receiver));
    await expect(sender.sendMessages({ body: 1 })).rejects.toMatchObject({ code: 'QuotaExceeded' });
    await receiver.completeMessage(await next(receiver));
    await sender.sendMessages({ body: 1 });
  });

  it.each([
    ['standard', 256 * 1024],
    ['premium', MB],
  ] as const)('of the %s tier let a message have %d bytes, and the client knows', async (tier, bytes) => {
    bus = await startWith({ Queues: [{ Name: 'work' }] }, { tier });
    const sender = bus.client.createSender('work');
    expect((await sender.createMessageBatch()).maxSizeInBytes).toBe(bytes);
    await sender.sendMessages({ body: Buffer.alloc(bytes - 1000) });
    await expect(sender.sendMessages({ body: Buffer.alloc(bytes) })).rejects.toMatchObject({
      code: 'MessageSizeExceeded',
    });
    await expect(
      sender.scheduleMessages({ body: Buffer.alloc(bytes) }, new Date(Date.now() + 60_000)),
    ).rejects.toMatchObject({ code: 'MessageSizeExceeded' });
    const { body } = await next(bus.client.createReceiver('work', { receiveMode: 'receiveAndDelete' }));
    expect(body).toHaveLength(bytes - 1000);
  });

  it('refuse the properties of a message that are larger than 64 kB', async () => {
    bus = await startWith({ Queues: [{ Name: 'work' }] });
    const sender = bus.client.createSender('work');
    await sender.sendMessages({ body: 1, applicationProperties: { a: 'x'.repeat(30_000), b: 'x'.repeat(30_000) } });
    await expect(
      sender.sendMessages({ body: 1, applicationProperties: { a: 'x'.repeat(30_000), b: 'x'.repeat(36_000) } }),
    ).rejects.toMatchObject({ code: 'MessageSizeExceeded' });
  });

  it('refuse a property whose name or value is larger than 32 kB, as the service does: as an error of its own', async () => {
    bus = await startWith({ Queues: [{ Name: 'work' }], Topics: [{ Name: 'news', Subscriptions: [{ Name: 'all' }] }] });
    const client = bus.connect({ retryOptions: { maxRetries: 0 } });
    const [queue, topic] = [client.createSender('work'), client.createSender('news')];
    const most = 32 * 1024;
    await queue.sendMessages({
      body: 1,
      applicationProperties: { a: 'x'.repeat(most), b: 'ü'.repeat(most / 2 - 1000) },
    });
    await queue.sendMessages({ body: 1, applicationProperties: { ['n'.repeat(most)]: 1 } });
    const refused = (name: string) => ({
      code: 'GeneralError',
      message: expect.stringContaining(`'${name}' has ${most + 1}`),
    });
    const long = { body: 1, applicationProperties: { short: 'x', a: 'x'.repeat(most + 1) } };
    await expect(queue.sendMessages(long)).rejects.toMatchObject(refused('a'));
    await expect(topic.sendMessages([{ body: 1 }, long])).rejects.toMatchObject(refused('a'));
    await expect(queue.scheduleMessages(long, new Date(Date.now() + 60_000))).rejects.toMatchObject(refused('a'));
    const name = { body: 1, applicationProperties: { ['n'.repeat(most + 1)]: 1 } };
    await expect(queue.sendMessages(name)).rejects.toMatchObject(refused('n'.repeat(50)));
    expect(bus.counts().work).toMatchObject({ active: 2, scheduled: 0 });
    expect(bus.counts()['news/Subscriptions/all']).toMatchObject({ active: 0 });
  });

  it('refuse a partition key of more than 128 characters, that of a transfer queue too, and keep a shorter one', async () => {
    bus = await startWith({ Queues: [{ Name: 'work' }] });
    const sender = bus.client.createSender('work');
    const keyed = (key: string) => ({
      bodyType: 'data' as const,
      body: 1,
      messageAnnotations: { 'x-opt-via-partition-key': key },
    });
    await sender.sendMessages(keyed('x'.repeat(128)));
    await expect(sender.sendMessages(keyed('x'.repeat(129)))).rejects.toThrow(
      'The ViaPartitionKey of a message must have at most 128 characters; it has 129',
    );
    const message = await next(bus.client.createReceiver('work'));
    expect(message._rawAmqpMessage.messageAnnotations?.['x-opt-via-partition-key']).toBe('x'.repeat(128));
  });

  it('refuse ids of more than 128 characters, which the client lets pass in an annotated message', async () => {
    bus = await startWith({ Queues: [{ Name: 'work' }] });
    const sender = bus.client.createSender('work');
    await sender.sendMessages({ bodyType: 'data', body: 1, properties: { messageId: 'x'.repeat(128) } });
    for (const properties of [{ messageId: 'x'.repeat(129) }, { groupId: 'x'.repeat(129) }]) {
      await expect(sender.sendMessages({ bodyType: 'data', body: 1, properties })).rejects.toThrow(
        'must have at most 128 characters; it has 129',
      );
    }
  });

  it('refuse a connection beyond the number allowed, until another ends', async () => {
    bus = await startWith({ Queues: [{ Name: 'work' }] }, { maxConnections: 2 });
    const [first, second, third] = [bus.client, bus.connect(), bus.connect()];
    await first.createSender('work').sendMessages({ body: 1 });
    await second.createSender('work').sendMessages({ body: 1 });
    await expect(third.createSender('work').sendMessages({ body: 1 })).rejects.toMatchObject({
      code: 'QuotaExceeded',
      message: expect.stringContaining('ConnectionsQuotaExceeded for namespace: test'),
    });
    await second.close();
    await eventually(async () => {
      const client = bus?.connect();
      await client?.createSender('work').sendMessages({ body: 1 });
    });
    await first.createSender('work').sendMessages({ body: 1 });
  });

  it('refuse topics, sessions and duplicate detection in the basic tier', async () => {
    for (const entities of [
      { Topics: [{ Name: 't' }] },
      { Queues: [{ Name: 'q', Properties: { RequiresSession: true } }] },
      { Queues: [{ Name: 'q', Properties: { RequiresDuplicateDetection: true } }] },
    ]) {
      await expect(startWith(entities, { tier: 'basic' })).rejects.toThrow(
        'cannot be made: the basic tier has no topics, no sessions and no duplicate detection',
      );
    }
    bus = await startWith({ Queues: [{ Name: 'q' }] }, { tier: 'basic' });
    await bus.client.createSender('q').sendMessages({ body: 1 });
  });
});
