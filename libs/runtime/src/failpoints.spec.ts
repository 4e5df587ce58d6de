import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../test/passing-process.ts', import.meta.url));
const flags = [
  '--experimental-transform-types',
  '--disable-warning=ExperimentalWarning',
  '--conditions=causeway:source',
];
const hooks = new URL('../../engines/from-source.mjs', import.meta.url).href;

const running = new Set<ChildProcess>();
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
});

/** A process that passes `test.first`, then `test.second`, each time it is told to, and says so. */
async function aProcess(env: NodeJS.ProcessEnv) {
  const child = fork(program, {
    execArgv: [...flags, `--import=${hooks}`],
    env: { ...process.env, ...env },
    silent: true,
  });
  running.add(child);
  const errors: string[] = [];
  child.stderr?.on('data', (text) => errors.push(String(text)));
  await once(child, 'message');
  const ask = async (message: object) => {
    child.send(message);
    const [answer] = await once(child, 'message');
    return answer;
  };
  const ended = once(child, 'close');
  return {
    child,
    ask,
    ended,
    pass: () => ask({ type: 'pass' }),
    told: () =>
      errors
        .join('')
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line)),
  };
}

it('passes every point while none is armed', async () => {
  const { pass, told } = await aProcess({ CAUSEWAY_FAILPOINTS: 'on' });
  expect(await pass()).toMatchObject({ passed: ['test.first', 'test.second'] });
  expect(told()).toEqual([]);
});

it('dies at the point the environment names, in the pass it names, and says so first', async () => {
  const { child, pass, ended, told } = await aProcess({ CAUSEWAY_FAILPOINT: 'test.second@2' });
  await pass();
  child.send({ type: 'pass' });
  expect(await ended).toEqual([null, 'SIGKILL']);
  expect(told()).toEqual([{ msg: 'failpoint', name: 'test.second', action: 'kill' }]);
});

it('stands still for as long as it is told, and goes on', async () => {
  const { pass, told } = await aProcess({ CAUSEWAY_FAILPOINT: 'test.first=freeze:700' });
  expect((await pass()).tookMs).toBeGreaterThanOrEqual(690);
  expect((await pass()).tookMs).toBeLessThan(600);
  expect(told()).toEqual([{ msg: 'failpoint', name: 'test.first', action: 'freeze' }]);
});

it('is armed by its parent, where that is switched on', async () => {
  const { child, ask, ended, told } = await aProcess({ CAUSEWAY_FAILPOINTS: 'on' });
  const order = { type: 'failpoint', action: 'kill' };
  expect(await ask({ ...order, name: 'test.none' })).toEqual({
    type: 'failpoint-armed',
    name: 'test.none',
    known: false,
  });
  expect(await ask({ ...order, name: 'test.first' })).toEqual({
    type: 'failpoint-armed',
    name: 'test.first',
    known: true,
  });
  child.send({ type: 'pass' });
  expect(await ended).toEqual([null, 'SIGKILL']);
  expect(told()).toEqual([{ msg: 'failpoint', name: 'test.first', action: 'kill' }]);
});

it('is armed by nobody otherwise', async () => {
  const { child, pass } = await aProcess({});
  child.send({ type: 'failpoint', name: 'test.first', action: 'kill' });
  expect(await pass()).toMatchObject({ passed: ['test.first', 'test.second'] });
});

it('is not kept alive by waiting for its parent', async () => {
  const { child, ended } = await aProcess({ CAUSEWAY_FAILPOINTS: 'on' });
  child.send({ type: 'finish' });
  expect(await ended).toEqual([0, null]);
});
