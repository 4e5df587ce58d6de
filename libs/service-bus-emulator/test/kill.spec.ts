import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServiceBusAdministrationClient, ServiceBusClient } from '@azure/service-bus';
import { speakWithoutTls } from './conformance/administration.js';
import { aConfig, eventually } from './emulator.js';
import { Books } from './kill/books.js';
import { chanceOf } from './kill/chance.js';
import { allOf, everythingIn, Load } from './kill/load.js';
import { type EmulatorProcess, startProcess } from './process.js';

const ROUNDS = 4;
const MESSAGES = 4000;

const entities = {
  Queues: [
    { Name: 'work', Properties: { MaxDeliveryCount: 2000 } },
    { Name: 'sessions', Properties: { RequiresSession: true, MaxDeliveryCount: 2000 } },
    { Name: 'later' },
    { Name: 'soon' },
    { Name: 'once', Properties: { RequiresDuplicateDetection: true } },
  ],
  Topics: [{ Name: 'news', Subscriptions: [{ Name: 'all' }, { Name: 'ruled' }] }],
};

const placeOf = { active: 'active', deferred: 'deferred', scheduled: 'scheduled' } as const;

describe('an emulator that is killed again and again', () => {
  let folder: string;
  let bus: EmulatorProcess | undefined;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sbem-'));
    writeFileSync(join(folder, 'Config.json'), JSON.stringify(aConfig(entities)));
  });

  afterAll(async () => {
    await bus?.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = async (): Promise<EmulatorProcess> => {
    bus = await startProcess('--config', join(folder, 'Config.json'), '--port', '0', '--data', folder);
    return bus;
  };

  it('has everything it acknowledged, once, and nothing that it acknowledged to be done', async () => {
    const seed = Number(process.env.KILL_SEED ?? Date.now() % 2 ** 32);
    process.stdout.write(`KILL_SEED=${seed} repeats what is done; when the process dies is up to the machine\n`);
    const chance = chanceOf(seed);
    const books = new Books();
    for (let round = 0; round < ROUNDS; round++) {
      const { connectionString, kill } = await start();
      const load = new Load(connectionString, books, chance, round);
      const enough = (MESSAGES / ROUNDS) * (round + 1) - chance.below(MESSAGES / ROUNDS / 2);
      load.start();
      await eventually(() => expect(books.sent).toBeGreaterThan(enough), 60_000);
      await kill();
      await load.stop();
    }
    const { connectionString } = await start();
    const client = new ServiceBusClient(connectionString, { retryOptions: { maxRetries: 0 } });
    for (const name of ['work', 'sessions', 'later', 'once'] as const) {
      const live = (await everythingIn(client, [name])).map((message) => ({ message, at: placeOf[message.state] }));
      const dead = (await everythingIn(client, [name], 'deadLetter')).map((message) => ({
        message,
        at: 'dead' as const,
      }));
      books[name].close([...live, ...dead]);
    }
    const soon = await allOf(client.createReceiver('soon', { receiveMode: 'receiveAndDelete' }));
    books.soon.close(soon.map((message) => ({ message, at: 'active' })));
    const all = await everythingIn(client, ['news', 'all']);
    const ruled = await everythingIn(client, ['news', 'ruled']);
    books.news.close(all.map((message) => ({ message, at: 'active' })));
    expect(ruled.map(({ messageId }) => messageId)).toEqual(all.map(({ messageId }) => messageId));
    for (const [name, possible] of books.states) {
      const session = await client.acceptSession('sessions', name);
      expect(possible).toContain((await session.getSessionState()) ?? undefined);
      await session.close();
    }
    for (const again of books.once.surelyAt('active')) {
      await client.createSender('once').sendMessages({ messageId: again, body: 'again' });
    }
    expect(await everythingIn(client, ['once'])).toHaveLength(books.once.surelyAt('active').length);
    const admin = new ServiceBusAdministrationClient(connectionString);
    speakWithoutTls(admin);
    for (const queue of books.queues) expect((await admin.getQueue(queue)).maxDeliveryCount).toBe(7);
    for (const rule of books.rules) expect(await admin.ruleExists('news', 'ruled', rule)).toBe(true);
    await client.close();
    expect(books.allFaults).toEqual([]);
    expect(books.sent).toBeGreaterThan(MESSAGES / 2);
    expect(Math.min(books.queues.size, books.rules.size, books.states.size)).toBeGreaterThan(2);
    for (const place of ['gone', 'deferred', 'dead', 'active'] as const) {
      expect(books.work.surelyAt(place).length).toBeGreaterThan(10);
    }
  }, 240_000);
});
