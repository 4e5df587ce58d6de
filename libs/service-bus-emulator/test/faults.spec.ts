import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServiceBusClient, type ServiceBusReceivedMessage } from '@azure/service-bus';
import type { EmulatorOptions, FaultPlan } from '../src/index.js';
import { aConfig, eventually, next, type Running, startWith, whatComes } from './emulator.js';
import { startProcess } from './process.js';

const entities = {
  Queues: [
    { Name: 'work' },
    { Name: 'once', Properties: { RequiresDuplicateDetection: true } },
    { Name: 'sessions', Properties: { RequiresSession: true } },
  ],
  Topics: [{ Name: 'news', Subscriptions: [{ Name: 'a' }, { Name: 'b' }] }],
};

const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n);
const bodies = (messages: readonly ServiceBusReceivedMessage[]) => messages.map(({ body }) => body);

describe('faults on purpose', () => {
  const running: Running[] = [];

  afterEach(async () => {
    for (const bus of running.splice(0)) await bus.stop();
  });

  const start = async (options: Partial<EmulatorOptions> = {}): Promise<Running> => {
    const bus = await startWith(entities, options);
    running.push(bus);
    return bus;
  };

  /** Everything that the entity has by the time it is empty, in the order of its delivery. */
  const drained = async (bus: Running, path = 'work', subscription?: string): Promise<ServiceBusReceivedMessage[]> => {
    const options = { receiveMode: 'receiveAndDelete' } as const;
    const receiver =
      subscription === undefined
        ? bus.client.createReceiver(path, options)
        : bus.client.createReceiver(path, subscription, options);
    const key = subscription === undefined ? path : `${path}/Subscriptions/${subscription}`;
    const all: ServiceBusReceivedMessage[] = [];
    while ((bus.counts()[key]?.active ?? 0) > 0) all.push(...(await whatComes(receiver, 100)));
    return all;
  };

  /** Sends one after the other, so that their order is known. */
  const send = async (bus: Running, path: string, count: number): Promise<void> => {
    const sender = bus.client.createSender(path);
    for (const n of numbers(count)) await sender.sendMessages({ body: n, messageId: `m${n}` });
  };

  it('do not happen unless they are asked for', async () => {
    const bus = await start();
    await send(bus, 'work', 20);
    expect(bodies(await drained(bus))).toEqual(numbers(20));
    expect(bus.faults()).toEqual({ messages: 0, duplicated: 0, delayed: 0, reordered: 0 });
  });

  it('deliver a message twice that was sent once, past the detection of duplicates, as a message of its own', async () => {
    const bus = await start({ faults: { seed: 1, duplicate: 1 } });
    const sender = bus.client.createSender('once');
    const message = { body: 'hello', messageId: 'same', subject: 's', applicationProperties: { colour: 'red' } };
    await sender.sendMessages(message);
    await sender.sendMessages(message); // the sender's own repetition is still found out
    const receiver = bus.client.createReceiver('once');
    const [first, second, ...more] = await whatComes(receiver, 5);
    expect([first, second]).toMatchObject([message, message]);
    expect(more).toEqual([]);
    if (first === undefined || second === undefined) throw new Error('two were expected');
    expect(second.sequenceNumber?.toNumber()).toBeGreaterThan(first.sequenceNumber?.toNumber() ?? 0);
    await receiver.completeMessage(first);
    await receiver.abandonMessage(second);
    expect(await next(receiver)).toMatchObject({ body: 'hello', deliveryCount: 1 });
    expect(bus.faults()).toMatchObject({ messages: 1, duplicated: 1 });
  });

  it('meet the copies of a topic one by one', async () => {
    const bus = await start({ faults: { seed: 5, duplicate: 0.5 } });
    await send(bus, 'news', 30);
    const [a, b] = [await drained(bus, 'news', 'a'), await drained(bus, 'news', 'b')];
    expect(bodies(a)).not.toEqual(bodies(b));
    expect(a.length + b.length).toBe(60 + bus.faults().duplicated);
    for (const copies of [a, b]) expect(new Set(bodies(copies))).toEqual(new Set(numbers(30)));
  });

  it('make messages wait, but not longer than was said', async () => {
    const bus = await start({ faults: { seed: 1, delay: { share: 1, maxMs: 400 } } });
    await send(bus, 'work', 10);
    const sent = Date.now();
    expect(bus.counts().work).toMatchObject({ active: 10, scheduled: 0 });
    const got = await drained(bus);
    expect(bodies(got).toSorted()).toEqual(numbers(10));
    expect(bodies(got)).not.toEqual(numbers(10));
    expect(Date.now() - sent).toBeLessThan(5000);
    expect(got.every(({ scheduledEnqueueTimeUtc }) => scheduledEnqueueTimeUtc === undefined)).toBe(true);
    expect(bus.faults()).toMatchObject({ messages: 10, delayed: 10 });
  });

  it('let messages be overtaken by later ones, and wait for none that does not come', async () => {
    const bus = await start({ faults: { seed: 2, reorder: 0.3 } });
    await send(bus, 'work', 40);
    const got = bodies(await drained(bus));
    expect(got).not.toEqual(numbers(40));
    expect(got.toSorted((a, b) => a - b)).toEqual(numbers(40));
    const { reordered } = bus.faults();
    expect(reordered).toBeGreaterThan(3);
    expect(got.filter((n, at) => got.slice(0, at).some((earlier) => earlier > n)).length).toBeGreaterThan(2);
    expect(got.filter((n, at) => Math.abs(n - at) > reordered + 3)).toEqual([]);
  });

  it('are the same again with the same seed, and others with another', async () => {
    const orderWith = async (seed: number): Promise<number[]> => {
      const bus = await start({ faults: { seed, duplicate: 0.2, reorder: 0.2 } });
      await send(bus, 'work', 40);
      await send(bus, 'news', 1); // elsewhere, which changes nothing
      const got = bodies(await drained(bus));
      return got;
    };
    expect(await orderWith(11)).toEqual(await orderWith(11));
    expect(await orderWith(11)).not.toEqual(await orderWith(12));
  });

  it('leave the order within a session alone', async () => {
    const bus = await start({ faults: { seed: 1, reorder: 1 } });
    const sender = bus.client.createSender('sessions');
    for (const n of numbers(10)) await sender.sendMessages({ body: n, sessionId: 's' });
    const session = await bus.client.acceptSession('sessions', 's', { receiveMode: 'receiveAndDelete' });
    expect(bodies(await whatComes(session, 10, 2000))).toEqual(numbers(10));
  });

  it('end when they are switched off, and let go what waits', async () => {
    const bus = await start({ faults: { seed: 1, delay: { share: 1, maxMs: 3_600_000 } } });
    await send(bus, 'work', 5);
    const receiver = bus.client.createReceiver('work', { receiveMode: 'receiveAndDelete' });
    expect(await whatComes(receiver, 5, 50)).toEqual([]);
    bus.setFaults(undefined);
    expect(bodies(await whatComes(receiver, 5, 2000)).toSorted()).toEqual(numbers(5));
    await send(bus, 'work', 5);
    expect(bodies(await whatComes(receiver, 5, 2000))).toEqual(numbers(5));
  });

  it('refuse a plan that cannot be used, with the field and its rule', async () => {
    const bus = await start();
    expect(() => bus.setFaults({ seed: 1, duplicate: 2 })).toThrow(
      'The plan of faults cannot be used: duplicate must be a number from 0 to 1.',
    );
    await expect(start({ faults: { seed: -1 } })).rejects.toThrow('seed must be a whole number');
  });

  describe('over HTTP', () => {
    const faultsOf = async (bus: Pick<Running, 'httpPort'>, method = 'GET', body?: unknown) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const answer = await fetch(`http://127.0.0.1:${bus.httpPort}/faults`, {
        method,
        ...(body === undefined ? {} : { body: text }),
      });
      const said = await answer.text();
      return [answer.status, said.startsWith('{') ? JSON.parse(said) : said] as const;
    };

    it('are put in force, told and ended where that was allowed', async () => {
      const bus = await start({ adminPort: 0, allowFaults: true });
      expect(await faultsOf(bus)).toMatchObject([200, { plan: null, done: { messages: 0 } }]);
      const plan = { seed: 9, duplicate: 1 };
      expect(await faultsOf(bus, 'PUT', plan)).toMatchObject([200, { plan, done: { duplicated: 0 } }]);
      await send(bus, 'work', 3);
      expect(await faultsOf(bus)).toEqual([
        200,
        { plan, done: { messages: 3, duplicated: 3, delayed: 0, reordered: 0 } },
      ]);
      expect(await faultsOf(bus, 'DELETE')).toMatchObject([200, { plan: null, done: { messages: 0 } }]);
      await send(bus, 'work', 1);
      expect(await drained(bus)).toHaveLength(7);
    });

    it('are refused, and what was in force stays so, when the plan cannot be used', async () => {
      const bus = await start({ adminPort: 0, allowFaults: true, faults: { seed: 4, reorder: 1 } });
      const refused = (error: string) => [400, { error: `The plan of faults cannot be used: ${error}.` }];
      expect(await faultsOf(bus, 'PUT', { seed: 1, delay: { share: 0.1, maxMs: 0 } })).toEqual(
        refused('delay.maxMs must be a whole number from 1 to 3600000'),
      );
      expect(await faultsOf(bus, 'PUT', '{')).toEqual(refused('it must be JSON'));
      expect(await faultsOf(bus, 'POST', {})).toMatchObject([405, { error: expect.stringContaining('POST') }]);
      expect(await faultsOf(bus)).toMatchObject([200, { plan: { seed: 4, reorder: 1 } }]);
    });

    it('are nothing that is known where they were not allowed', async () => {
      const bus = await start({ adminPort: 0 });
      expect((await faultsOf(bus, 'PUT', { seed: 1, duplicate: 1 }))[0]).not.toBe(200);
      await send(bus, 'work', 5);
      expect(bodies(await drained(bus))).toEqual(numbers(5));
    });
  });

  it('lose no acknowledged message when the process is killed while some wait', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sbem-'));
    const config = join(folder, 'Config.json');
    writeFileSync(config, JSON.stringify(aConfig(entities)));
    const args = ['--config', config, '--port', '0', '--data', folder, '--http-port', '0', '--allow-faults'];
    let bus = await startProcess(...args);
    try {
      const plan: FaultPlan = { seed: 3, duplicate: 0.2, delay: { share: 0.5, maxMs: 60_000 }, reorder: 0.2 };
      await fetch(`http://127.0.0.1:${bus.httpPort}/faults`, { method: 'PUT', body: JSON.stringify(plan) });
      let client = new ServiceBusClient(bus.connectionString);
      await client.createSender('work').sendMessages(numbers(100).map((n) => ({ body: n })));
      await client.close();
      await bus.kill();
      bus = await startProcess(...args);
      client = new ServiceBusClient(bus.connectionString);
      const receiver = client.createReceiver('work', { receiveMode: 'receiveAndDelete' });
      const found = new Set<number>();
      await eventually(async () => {
        for (const { body } of await whatComes(receiver, 200)) found.add(body);
        expect(found).toEqual(new Set(numbers(100)));
      });
      await client.close();
    } finally {
      await bus.kill();
      rmSync(folder, { recursive: true, force: true });
    }
  }, 120_000);
});
