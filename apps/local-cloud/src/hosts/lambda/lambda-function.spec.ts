import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@causeway/testing';
import { aFunction, removeBundles } from '../../../test/lambda/a-bundle.js';
import { stateOf, tellsStates } from '../../../test/lambda/process-state.js';
import { LambdaFunction, type LambdaOptions } from './lambda-function.js';
import type { Outcome } from './outcome.js';

const opened: LambdaFunction[] = [];
let said: string[] = [];
let scratch: string;

beforeEach(() => {
  said = [];
  scratch = mkdtempSync(join(tmpdir(), 'causeway-test-'));
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((fn) => fn.close(0)));
  removeBundles();
  rmSync(scratch, { recursive: true });
});

function open(settings: ReturnType<typeof aFunction>, options: Partial<LambdaOptions> = {}): LambdaFunction {
  const fn = new LambdaFunction(settings, { say: (line) => said.push(line), ...options });
  opened.push(fn);
  return fn;
}

/** What a function returned. */
function returned(outcome: Outcome): unknown {
  if (!outcome.ok) throw new Error(`it failed: ${JSON.stringify(outcome.error)}`);
  return JSON.parse(outcome.payload);
}

const pidOf = async (fn: LambdaFunction) => Number(returned(await fn.invoke('{}')));
const givesPid = 'export const http = () => process.pid;';
/** Is in the middle of it until somebody writes the file that the event names. */
const waitsForFile = `
  import { existsSync, watch } from 'node:fs';
  import { dirname } from 'node:path';
  export const http = ({ file }) => new Promise((resolve) => {
    const look = () => existsSync(file) && resolve(process.pid);
    watch(dirname(file), look);
    look();
  });`;
const waitFor = (file: string) => JSON.stringify({ file: join(scratch, file) });
const write = async (file: string) => (await import('node:fs/promises')).writeFile(join(scratch, file), '');

test('an event comes to the function, and what it returns comes back', async () => {
  const fn = open(aFunction('export const http = async (event) => ({ got: event.n + 1 });'));
  expect(returned(await fn.invoke('{"n":1}'))).toEqual({ got: 2 });
});

test('a function is told who it is, by its context and its environment', async () => {
  const settings = aFunction(
    `export const http = async (event, context) => ({
       left: context.getRemainingTimeInMillis(), ...context, trace: process.env._X_AMZN_TRACE_ID,
       own: process.env.TABLE, hosts: process.env.CLOUD_BUNDLE, cwd: process.cwd(), zone: new Date(0).getTimezoneOffset(),
     });`,
    { env: { PATH: process.env.PATH ?? '', TABLE: 'orders', CLOUD_BUNDLE: 'x' } },
  );
  const told = returned(await open(settings).invoke('{}', { traceId: 'Root=1-2-3' }));
  expect(told).toEqual({
    left: expect.any(Number),
    awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    functionName: 'causeway-test-http',
    functionVersion: '1',
    memoryLimitInMB: '128',
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:causeway-test-http:live',
    logGroupName: '/aws/lambda/causeway-test-http',
    logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[1\]\w{32}$/),
    callbackWaitsForEmptyEventLoop: true,
    trace: 'Root=1-2-3',
    own: 'orders',
    cwd: settings.folder,
    zone: 0,
  });
  const { left } = told as { left: number };
  expect(left).toBeGreaterThan(5000);
  expect(left).toBeLessThanOrEqual(10_000);
});

test('an environment is used again, and a second one starts only when the first is busy', async () => {
  const fn = open(aFunction(waitsForFile));
  const first = fn.invoke(waitFor('one'));
  const second = fn.invoke(waitFor('two'));
  await eventually(() => expect(said.filter((line) => line.startsWith('START'))).toHaveLength(2));
  await Promise.all([write('one'), write('two')]);
  const [a, b] = [returned(await first), returned(await second)];
  expect(a).not.toBe(b);
  expect(fn.environments).toBe(2);
  expect([a, b]).toContain(returned(await fn.invoke(waitFor('one'))));
  expect(fn.environments).toBe(2);
});

test('who invokes again and again, each time after the last answer, needs one environment', async () => {
  const fn = open(aFunction(givesPid));
  const pids = new Set<number>();
  for (let n = 0; n < 20; n += 1) pids.add(await pidOf(fn));
  expect(pids.size).toBe(1);
});

test('what is more than the concurrency is throttled at once, or after it has waited in vain', async () => {
  const fn = open(aFunction(waitsForFile, { concurrency: 1 }));
  const busy = fn.invoke(waitFor('one'));
  const throttled = { name: 'TooManyRequestsException', message: 'Rate Exceeded.' };
  await expect(fn.invoke('{}')).rejects.toMatchObject(throttled);
  await expect(fn.invoke('{}', { patienceMs: 30 })).rejects.toMatchObject(throttled);
  await write('one');
  await busy;
});

test('what waits for an environment gets the next that is free, and nothing runs twice at once', async () => {
  const fn = open(aFunction(waitsForFile, { concurrency: 1 }));
  const names = ['one', 'two', 'three', 'four'];
  const all = names.map((name) => fn.invoke(waitFor(name), { patienceMs: 15_000 }));
  for (const name of names) await write(name);
  const pids = (await Promise.all(all)).map(returned);
  expect(new Set(pids).size).toBe(1);
  expect(fn.environments).toBe(1);
  const events = said.flatMap((line) => /^(START|END)/.exec(line)?.[1] ?? []);
  expect(events.slice(0, 7).join(' ')).toBe('START END START END START END START');
});

test('a time-out ends the environment, and the next invocation has a new one', async () => {
  const fn = open(
    aFunction(
      'export const http = ({ pid }) => (pid ? process.pid : new Promise(() => setInterval(() => {}, 1000)));',
      {
        timeoutMs: 1500,
        concurrency: 1,
      },
    ),
  );
  const before = returned(await fn.invoke('{"pid":true}')) as number;
  const late = await fn.invoke('{}');
  expect(late).toEqual({
    ok: false,
    error: { errorMessage: expect.stringMatching(/^\d{4}-\S+Z [0-9a-f-]{36} Task timed out after 1\.50 seconds$/) },
  });
  expect(returned(await fn.invoke('{"pid":true}', { patienceMs: 5000 }))).not.toBe(before);
  expect(stateOf(before)).toBeUndefined();
  expect(said.filter((line) => line.startsWith('REPORT') && line.endsWith('\tStatus: timeout'))).toHaveLength(1);
});

test('an environment whose process ends is replaced, and the invocation hears of it', async () => {
  const fn = open(aFunction('export const http = ({ end }) => (end ? process.exit(3) : process.pid);'));
  const before = await pidOf(fn);
  expect(await fn.invoke('{"end":true}')).toEqual({
    ok: false,
    error: {
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: exit status 3$/),
    },
  });
  expect(await pidOf(fn)).not.toBe(before);
});

test('an environment that was killed while nobody needed it is not used again', async () => {
  const fn = open(aFunction(givesPid));
  const before = await pidOf(fn);
  if (tellsStates) await eventually(() => expect(stateOf(before)).toBe('T'));
  process.kill(before, 'SIGKILL');
  if (tellsStates) await eventually(() => expect(stateOf(before)).toBeUndefined());
  expect(await pidOf(fn)).not.toBe(before);
});

test('an error of the function is an outcome, and its environment lives on', async () => {
  const fn = open(
    aFunction(`export const http = async ({ fail }) => {
      if (fail) throw Object.assign(new Error('no stock'), { name: 'OutOfStock' });
      return process.pid;
    };`),
  );
  const before = await pidOf(fn);
  expect(await fn.invoke('{"fail":true}')).toEqual({
    ok: false,
    error: {
      errorType: 'OutOfStock',
      errorMessage: 'no stock',
      trace: expect.arrayContaining([expect.stringMatching(/OutOfStock: no stock|Error: no stock/)]),
    },
  });
  expect(await pidOf(fn)).toBe(before);
});

test('what could not be initialised is tried once more in the invocation, and then used', async () => {
  const fn = open(
    aFunction(`
      import { existsSync, writeFileSync } from 'node:fs';
      const mark = process.cwd() + '/tried';
      if (!existsSync(mark)) { writeFileSync(mark, ''); throw new Error('not yet'); }
      ${givesPid}`),
  );
  expect(await pidOf(fn)).toBeGreaterThan(0);
  expect(said[0]).toMatch(/^INIT_REPORT Init Duration: [\d.]+ ms\tPhase: init\tStatus: error\tError Type: Error$/);
});

test('what can never be initialised answers each invocation with why', async () => {
  const fn = open(aFunction('export const other = 1;'));
  const why = { errorType: 'Runtime.HandlerNotFound', errorMessage: 'index.http is undefined or not exported' };
  expect(await fn.invoke('{}')).toMatchObject({ ok: false, error: why });
  expect(await fn.invoke('{}')).toMatchObject({ ok: false, error: why });
  await expect(fn.warm()).rejects.toThrow(
    'causeway-test-http could not be initialised: Runtime.HandlerNotFound: index.http is undefined or not exported',
  );
});

test('an init phase that takes too long is ended, and tried once more with the time of the invocation', async () => {
  const slow = `
    import { existsSync, writeFileSync } from 'node:fs';
    const mark = process.cwd() + '/tried';
    if (!existsSync(mark)) { writeFileSync(mark, ''); await new Promise(() => setInterval(() => {}, 1000)); }
    ${givesPid}`;
  const fn = open(aFunction(slow), { initMs: 1500 });
  expect(await pidOf(fn)).toBeGreaterThan(0);
  expect(said[0]).toMatch(/^INIT_REPORT Init Duration: 1[45]\d\d\.\d\d ms\tPhase: init\tStatus: timeout$/);
});

if (!tellsStates) process.stdout.write('SKIPPED, the system has no /proc: whether an environment is frozen\n');
(tellsStates ? test : test.skip)('between invocations an environment is frozen, its timers included', async () => {
  const fn = open(
    aFunction(`let ticks = 0; setInterval(() => { ticks += 1; }, 1);
      export const http = async ({ pause }) => {
        const began = ticks;
        await new Promise((resolve) => setTimeout(resolve, pause));
        return { pid: process.pid, began, ended: ticks };
      };`),
  );
  const before = returned(await fn.invoke('{"pause":50}')) as { pid: number; began: number; ended: number };
  expect(before.ended).toBeGreaterThan(before.began);
  await eventually(() => expect(stateOf(before.pid)).toBe('T'));
  const frozenAt = performance.now();
  await eventually(() => expect(performance.now() - frozenAt).toBeGreaterThan(300));
  const after = returned(await fn.invoke('{"pause":0}')) as { pid: number; began: number };
  expect(after.pid).toBe(before.pid);
  expect(after.began - before.ended).toBeLessThan(100);
});

test('an environment that nobody needs for long enough is thrown away', async () => {
  const fn = open(aFunction(givesPid), { idleMs: 20 });
  const pid = await pidOf(fn);
  await eventually(() => expect(fn.environments).toBe(0));
  if (tellsStates) await eventually(() => expect(stateOf(pid)).toBeUndefined());
});

test('an event of more than 6 MB is refused, and so is a response', async () => {
  const fn = open(aFunction("export const http = async ({ n }) => 'x'.repeat(n);"));
  await expect(fn.invoke(JSON.stringify('x'.repeat(6_291_455)))).rejects.toMatchObject({
    name: 'RequestTooLargeException',
  });
  expect(await fn.invoke('{"n":6291600}')).toEqual({
    ok: false,
    error: {
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
    },
  });
  expect(returned(await fn.invoke('{"n":2}'))).toBe('xx');
});

test('the log says when an invocation starts and ends, how long it took and what it needed', async () => {
  const fn = open(aFunction(givesPid));
  await pidOf(fn);
  await eventually(() => expect(said).toHaveLength(3));
  await pidOf(fn);
  await eventually(() => expect(said).toHaveLength(6));
  const [start = '', end, first = '', , , second = ''] = said;
  const [, id] = /^START RequestId: (\S+) Version: 1$/.exec(start) ?? [];
  expect(end).toBe(`END RequestId: ${id}`);
  const parts = /^REPORT RequestId: (\S+)\tDuration: ([\d.]+) ms\tBilled Duration: (\d+) ms\tMemory Size: 128 MB(.*)$/;
  const [, reported, duration, billed, rest = ''] = parts.exec(first) ?? [];
  expect(reported).toBe(id);
  const [, init] = /\tInit Duration: ([\d.]+) ms$/.exec(rest) ?? [];
  expect(Number(billed)).toBe(Math.ceil(Number(duration) + Number(init)));
  if (tellsStates) expect(Number(/\tMax Memory Used: (\d+) MB/.exec(rest)?.[1])).toBeGreaterThan(20);
  expect(second).toMatch(/^REPORT /);
  expect(second).not.toContain('Init Duration');
});

test('a function has the memory that it was given for its objects', async () => {
  const code = `import { getHeapStatistics } from 'node:v8';
    export const http = () => getHeapStatistics().heap_size_limit / 1024 ** 2;`;
  const limits = await Promise.all(
    [256, 1024].map(async (memory) => Number(returned(await open(aFunction(code, { memory })).invoke('{}')))),
  );
  expect(limits[0]).toBeGreaterThan(200);
  expect(limits[0]).toBeLessThan(300);
  expect(limits[1]).toBeGreaterThan(900);
});

test('a function that is closed lets what runs come to its end, and leaves no process behind', async () => {
  const fn = open(aFunction(waitsForFile));
  const running = fn.invoke(waitFor('one'));
  await eventually(() => expect(said[0]).toMatch(/^START/));
  const closed = fn.close(10_000);
  await write('one');
  const pid = Number(returned(await running));
  await closed;
  if (tellsStates) expect(stateOf(pid)).toBeUndefined();
  await expect(fn.invoke('{}')).rejects.toMatchObject({ name: 'TooManyRequestsException' });
});
