import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { armFromEnvironment } from '../src/failpoints.js';
import { EmulatorError, failpoints } from '../src/index.js';
import { aConfig, eventually } from './emulator.js';
import { Diary, entities, LOCK_SECONDS, spendDay } from './failpoints/day.js';
import { type EmulatorProcess, runToEndWith, startProcess, startProcessWith } from './process.js';

const FREEZE_MS = LOCK_SECONDS * 1000 + 200;

/** Passed while it starts: nobody can arm it over IPC. */
const AT_START = 'bus.start-read';
const names = failpoints.map(({ name }) => name).filter((name) => name !== AT_START);

describe('at its failpoints', () => {
  const diary = new Diary();
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

  const args = () => [
    ...['--config', join(folder, 'Config.json'), '--port', '0', '--http-port', '0', '--data', folder],
    '--allow-failpoints',
  ];

  /** The one that runs, or one on the same data. */
  const running = async (): Promise<EmulatorProcess & { said(): string }> => {
    if (bus === undefined || bus.child.exitCode !== null || bus.child.signalCode !== null)
      bus = await startProcess(...args());
    let said = '';
    bus.child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
    return { ...bus, said: () => said };
  };

  /** Arms the point and spends a day; returns what the process said when it passed. */
  const dayWith = async (name: string, order: { action: 'kill' } | { action: 'freeze'; freezeMs: number }) => {
    const emulator = await running();
    const armed = once(emulator.child, 'message');
    emulator.child.send({ type: 'failpoint', name, ...order });
    expect((await armed)[0]).toEqual({ type: 'failpoint-armed', name, known: true });
    const end = new AbortController();
    const ended = once(emulator.child, 'exit').then(() => end.abort());
    await spendDay(emulator, diary, end.signal);
    if (order.action === 'kill') await ended;
    expect(end.signal.aborted).toBe(order.action === 'kill');
    await eventually(() => expect(emulator.said()).toContain(name));
    return JSON.parse(
      emulator
        .said()
        .split('\n')
        .find((line) => line.includes(name)) ?? '{}',
    );
  };

  it.each(names)(
    'killed at %s has every acknowledged message once, and none that was settled',
    async (name) => {
      expect(await dayWith(name, { action: 'kill' })).toEqual({ msg: 'failpoint', name, action: 'kill' });
      expect(await diary.audit((await running()).connectionString)).toEqual([]);
    },
    60_000,
  );

  it.each(names)(
    'frozen past its locks at %s goes on as if nothing had been',
    async (name) => {
      const order = { action: 'freeze', freezeMs: FREEZE_MS } as const;
      expect(await dayWith(name, order)).toEqual({ msg: 'failpoint', name, action: 'freeze' });
      expect(await diary.audit((await running()).connectionString)).toEqual([]);
    },
    60_000,
  );

  it('killed while it starts is there after the next start, and frozen is so a while later', async () => {
    await (await running()).kill();
    const env = { SERVICE_BUS_EMULATOR_FAILPOINT: AT_START };
    expect(await runToEndWith(env, ...args())).toMatchObject({ code: null, said: expect.stringContaining(AT_START) });
    expect(await diary.audit((await running()).connectionString)).toEqual([]);
    await (await running()).kill();
    bus = await startProcessWith({ SERVICE_BUS_EMULATOR_FAILPOINT: `${AT_START}=freeze:${FREEZE_MS}` }, ...args());
    expect(await diary.audit(bus.connectionString)).toEqual([]);
  }, 240_000);

  it('leaves messages and settlements behind to be compared', () => {
    const { work, later, once: deleted } = diary.ledgers;
    expect(work.surelyAt('gone').length).toBeGreaterThan(names.length);
    expect(work.surelyAt('dead').length).toBeGreaterThan(names.length);
    expect(work.surelyAt('active').length).toBeGreaterThan(names.length);
    expect(later.surelyAt('gone').length).toBeGreaterThan(names.length);
    expect(deleted.surelyAt('gone').length).toBeGreaterThan(names.length);
    expect(diary.madeQueues.size).toBeGreaterThan(names.length);
  });

  it('refuses to be armed at a point that does not exist', async () => {
    for (const wrong of ['bus.nowhere', 'bus.send-taken=explode', 'bus.send-taken@0'])
      expect(() => armFromEnvironment(wrong)).toThrow(EmulatorError);
    const emulator = await running();
    const answer = once(emulator.child, 'message');
    emulator.child.send({ type: 'failpoint', name: 'bus.nowhere', action: 'kill' });
    expect((await answer)[0]).toEqual({ type: 'failpoint-armed', name: 'bus.nowhere', known: false });
  });
});
