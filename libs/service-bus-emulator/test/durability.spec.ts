import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServiceBusClient } from '@azure/service-bus';
import Long from 'long';
import { aConfig, eventually, next, startWith, whatComes } from './emulator.js';
import { type EmulatorProcess, startProcess } from './process.js';

const entities = {
  Queues: [
    { Name: 'work' },
    { Name: 'kept', Properties: { MaxDeliveryCount: 3 } },
    { Name: 'once', Properties: { RequiresDuplicateDetection: true } },
    { Name: 'sessions', Properties: { RequiresSession: true } },
  ],
  Topics: [{ Name: 'news', Subscriptions: [{ Name: 'a' }, { Name: 'b' }] }],
};

describe('durability', () => {
  let folder: string;
  let config: string;
  const processes: EmulatorProcess[] = [];
  const clients: ServiceBusClient[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sbem-'));
    config = join(folder, 'Config.json');
    writeFileSync(config, JSON.stringify(aConfig(entities)));
  });

  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close().catch(() => undefined)));
    for (const started of processes.splice(0)) await started.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = async (): Promise<EmulatorProcess> => {
    const started = await startProcess('--config', config, '--port', '0', '--data', folder);
    processes.push(started);
    return started;
  };

  const connect = (to: { connectionString: string }): ServiceBusClient => {
    const client = new ServiceBusClient(to.connectionString, {
      retryOptions: { maxRetries: 0, timeoutInMs: 2500, retryDelayInMs: 100, maxRetryDelayInMs: 100 },
    });
    clients.push(client);
    return client;
  };

  it('loses no acknowledged message and brings back no completed one, killed at any moment', async () => {
    const acknowledged = new Set<string>();
    const asked = new Set<string>();
    const completed = new Set<string>();
    const returned: string[] = [];
    for (let round = 0; round < 3; round++) {
      const bus = await start();
      const client = connect(bus);
      let stopped = false;
      const senders = Array.from({ length: 8 }, async (_, s) => {
        const sender = client.createSender('work');
        for (let n = 0; !stopped; n++) {
          const id = `${round}-${s}-${n}`;
          await sender.sendMessages({ body: id });
          acknowledged.add(id);
        }
      });
      const receiver = client.createReceiver('work', { maxAutoLockRenewalDurationInMs: 0 });
      let seen = 0;
      receiver.subscribe(
        {
          processMessage: async (message) => {
            if (completed.has(message.body)) returned.push(message.body);
            if (++seen % 2 === 0) return; // every other one stays locked until the end comes
            asked.add(message.body);
            await receiver.completeMessage(message);
            completed.add(message.body);
          },
          processError: async () => undefined,
        },
        { maxConcurrentCalls: 16, autoCompleteMessages: false },
      );
      const enough = acknowledged.size + 150;
      await eventually(() => expect(acknowledged.size).toBeGreaterThan(enough));
      await bus.kill();
      stopped = true;
      await Promise.allSettled(senders);
      await client.close().catch(() => undefined);
    }
    const client = connect(await start());
    const left = new Set<string>();
    const receiver = client.createReceiver('work', { receiveMode: 'receiveAndDelete' });
    for (;;) {
      const got = await receiver.receiveMessages(500, { maxWaitTimeInMs: 300 });
      if (got.length === 0) break;
      for (const { body } of got) left.add(body);
    }
    expect(acknowledged.size).toBeGreaterThan(300);
    expect(completed.size).toBeGreaterThan(50);
    expect([...acknowledged].filter((id) => !left.has(id) && !asked.has(id))).toEqual([]);
    expect([...completed].filter((id) => left.has(id))).toEqual([]);
    expect(returned).toEqual([]);
  }, 160_000); // a send that the end cut off takes its time to fail

  it('keeps delivery counts, sequence numbers, deferred and scheduled messages, dead letters, duplicates, session states', async () => {
    const first = await start();
    let client = connect(first);
    const sender = client.createSender('kept');
    await sender.sendMessages([{ body: 'retried' }, { body: 'deferred' }, { body: 'dead' }, { body: 'done' }]);
    const receiver = client.createReceiver('kept');
    const [retried, deferred, dead, done] = await receiver.receiveMessages(4);
    if (!retried || !deferred || !dead || !done) throw new Error('four messages were sent');
    await receiver.deferMessage(deferred, { mark: 1 });
    await receiver.deadLetterMessage(dead, { deadLetterReason: 'why', deadLetterErrorDescription: 'told' });
    await receiver.completeMessage(done);
    await receiver.abandonMessage(retried);
    expect((await next(receiver)).deliveryCount).toBe(1); // and stays locked: its second attempt is cut off
    await sender.scheduleMessages({ body: 'scheduled' }, new Date(Date.now() + 60_000));
    await client.createSender('once').sendMessages({ body: 1, messageId: 'same' });
    await client.createSender('news').sendMessages({ body: 'news' });
    const session = await client.acceptSession('sessions', 's');
    await session.setSessionState('half way');
    await first.kill();

    const second = await start();
    client = connect(second);
    const again = client.createReceiver('kept');
    const message = await next(again);
    expect(message).toMatchObject({ body: 'retried', deliveryCount: 2, sequenceNumber: Long.fromNumber(1) });
    expect(await again.receiveDeferredMessages(Long.fromNumber(2))).toMatchObject([
      { body: 'deferred', applicationProperties: { mark: 1 } },
    ]);
    expect((await again.peekMessages(10)).map(({ body, state }) => [body, state])).toContainEqual([
      'scheduled',
      'scheduled',
    ]);
    expect(await next(client.createReceiver('kept', { subQueueType: 'deadLetter' }))).toMatchObject({
      body: 'dead',
      deadLetterReason: 'why',
    });
    await again.abandonMessage(message);
    expect(await whatComes(again, 1, 50)).toEqual([]); // three attempts, one of them cut off
    await client.createSender('kept').sendMessages({ body: 'new' });
    expect((await next(again)).sequenceNumber?.toNumber()).toBe(6);
    await client.createSender('once').sendMessages({ body: 2, messageId: 'same' });
    const once = client.createReceiver('once', { receiveMode: 'receiveAndDelete' });
    expect((await whatComes(once, 5, 50)).map(({ body }) => body)).toEqual([1]);
    for (const name of ['a', 'b']) expect((await next(client.createReceiver('news', name))).body).toBe('news');
    expect(await (await client.acceptSession('sessions', 's')).getSessionState()).toBe('half way');
  });

  it('keeps rules changed at run time until the configuration says something new', async () => {
    const dataFile = join(folder, 'rules.db');
    const topic = (
      ...Rules: { Name: string; Properties: { FilterType: 'Sql'; SqlFilter: { SqlExpression: string } } }[]
    ) => ({
      Topics: [{ Name: 'news', Subscriptions: [{ Name: 'a', Rules }] }],
    });
    const names = async (declared: ReturnType<typeof topic>, change?: string) => {
      const bus = await startWith(declared, { dataFile });
      const rules = bus.client.createRuleManager('news', 'a');
      if (change !== undefined) await rules.createRule(change, { sqlExpression: '1=1' });
      const found: string[] = [];
      for await (const { name } of rules.listRules()) found.push(name);
      await bus.stop();
      return found;
    };
    expect(await names(topic(), 'added')).toEqual(['$Default', 'added']);
    expect(await names(topic())).toEqual(['$Default', 'added']);
    const other = { Name: 'other', Properties: { FilterType: 'Sql' as const, SqlFilter: { SqlExpression: 'a = 1' } } };
    expect(await names(topic(other))).toEqual(['other']);
  });
});
