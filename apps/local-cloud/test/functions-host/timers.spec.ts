import { appFolder, cleanUp, spawnHost, startHost } from './running-host.js';

afterAll(cleanUp);

const timer = (options: string, body: string) => `
  import { app } from '@azure/functions';
  app.timer('tick', { ${options}, handler: async (timer, context) => { ${body} } });`;
const tell = `context.log('seen', JSON.stringify({ timer, retry: context.retryContext ?? null, at: Date.now() }));`;

interface Seen {
  timer: { isPastDue: boolean; schedule: object; scheduleStatus: { last: string; next: string } | null };
  retry: { retryCount: number; maxRetryCount: number; exception: { message: string } } | null;
  at: number;
}

test('a timer runs when its schedule says so', async () => {
  const host = await startHost(
    { index: timer(`schedule: '%EVERY%', useMonitor: true`, tell) },
    { EVERY: '* * * * * *' },
  );
  const [first, second] = await host.seen<Seen>(2);
  expect(first?.timer).toMatchObject({ isPastDue: false, schedule: { adjustForDST: true } });
  expect(first?.timer.scheduleStatus?.last).toBe('0001-01-01T00:00:00+00:00');
  expect(second?.timer.scheduleStatus?.next).toMatch(/^\d{4}-.*T.*Z$/);
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(500);
  expect(await host.line("Executing 'Functions.tick'")).toContain('Timer fired at ');
});

test('with runOnStartup it runs at once, and timers of less than a minute are not monitored', async () => {
  const host = await startHost({ index: timer(`schedule: '*/30 * * * * *', runOnStartup: true`, tell) });
  const [seen] = await host.seen<Seen>(1);
  expect(seen?.timer.scheduleStatus).toBeNull();
});

test('it never runs twice at once: what falls due during a run is left out', async () => {
  const body = `globalThis.running = (globalThis.running ?? 0) + 1;
    context.log('seen', String(globalThis.running));
    await new Promise((done) => setTimeout(done, 1500));
    globalThis.running -= 1;`;
  const host = await startHost({ index: timer(`schedule: '* * * * * *'`, body) });
  expect(await host.seen(3)).toEqual([1, 1, 1]);
});

test('a run that fails is repeated by its retry policy, and told so', async () => {
  const options = `schedule: '0 0 0 1 1 *', runOnStartup: true, retry: { strategy: 'fixedDelay', maxRetryCount: 2, delayInterval: { milliseconds: 1 } }`;
  const host = await startHost({ index: timer(options, `${tell} throw new Error('not yet');`) });
  const seen = await host.seen<Seen>(3);
  expect(seen.map(({ retry }) => retry)).toMatchObject([
    null,
    { retryCount: 1, maxRetryCount: 2, exception: { message: 'not yet' } },
    { retryCount: 2, maxRetryCount: 2 },
  ]);
  await host.line("Executed 'Functions.tick' (Failed", 3);
  expect(await host.stop()).toBe(0);
  expect(host.lines.filter((line) => line.includes("Executing 'Functions.tick'"))).toHaveLength(3);
});

test('an end waits for the run that is on its way', async () => {
  const body = `context.log('seen', '1'); await new Promise((done) => setTimeout(done, 500)); console.log('done');`;
  const host = await startHost({ index: timer(`schedule: '0 0 0 1 1 *', runOnStartup: true`, body) });
  await host.seen(1);
  expect(await host.stop()).toBe(0);
  await host.line('done');
});

test('a schedule that is none is refused in one sentence', async () => {
  const host = spawnHost(appFolder({ index: timer(`schedule: '* * * * *'`, '') }));
  expect(await host.exited).toBe(1);
  expect(host.lines.join('\n')).toContain('"* * * * *" is no schedule: it has not six fields');
});
