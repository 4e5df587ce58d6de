import { setTimeout as pause } from 'node:timers/promises';
import { EngineError } from '@causeway/engines';
import { type Program, type Running, Supervised } from './supervised.js';

type Fake = Running & { die(): void; fall(): void };

function fakes(failing: readonly number[] = []) {
  const started: { at: number; process: Fake }[] = [];
  let tries = 0;
  const start = async (): Promise<Running> => {
    tries += 1;
    if (failing.includes(tries)) throw new Error(`orders failed try ${tries}`);
    const exit = Promise.withResolvers<{ sentence: string; killed: boolean }>();
    const process: Fake = {
      pid: tries,
      exited: exit.promise,
      stop: async () => exit.resolve({ sentence: 'stopped', killed: false }),
      die: () => exit.resolve({ sentence: 'orders ended with code 1', killed: false }),
      fall: () => exit.resolve({ sentence: 'orders ended with SIGKILL', killed: true }),
    };
    started.push({ at: performance.now(), process });
    return process;
  };
  const program: Program = { name: 'orders', kind: 'service', cloud: 'aws', url: '', start };
  return { program, started };
}

const quick = { firstDelayMs: 20, longestDelayMs: 80, healthyAfterMs: 60_000 };

async function eventually(holds: () => boolean): Promise<void> {
  const until = Date.now() + 15_000;
  while (!holds() && Date.now() < until) await pause(2);
  expect(holds()).toBe(true);
}

test('what keeps ending is started again later and later, up to a bound', async () => {
  const { program, started } = fakes();
  const said: string[] = [];
  const member = new Supervised(program, (sentence) => said.push(sentence), quick);
  await member.start();
  for (let n = 1; n <= 4; n += 1) {
    started.at(-1)?.process.die();
    await eventually(() => started.length === n + 1);
  }
  expect(said.map((sentence) => /in (\d+) ms/.exec(sentence)?.[1])).toEqual(['20', '40', '80', '80']);
  expect(member.restarts).toBe(4);
  expect(member.state).toBe('ready');
  await member.stop();
});

test('what lived long enough begins again with the first delay', async () => {
  const { program, started } = fakes();
  const said: string[] = [];
  const member = new Supervised(program, (sentence) => said.push(sentence), { ...quick, healthyAfterMs: 0 });
  await member.start();
  for (let n = 1; n <= 3; n += 1) {
    started.at(-1)?.process.die();
    await eventually(() => started.length === n + 1);
  }
  expect(said.map((sentence) => /in (\d+) ms/.exec(sentence)?.[1])).toEqual(['20', '20', '20']);
  await member.stop();
});

test('what is killed is started again soon, however often, also while it starts', async () => {
  const { program, started } = fakes();
  const start = program.start.bind(program);
  let tries = 0;
  program.start = () => {
    tries += 1;
    return tries === 3 ? Promise.reject(new EngineError('orders ended with SIGKILL', true)) : start();
  };
  const said: string[] = [];
  const member = new Supervised(program, (sentence) => said.push(sentence), quick);
  await member.start();
  for (let n = 1; n <= 4; n += 1) {
    started.at(-1)?.process.fall();
    await eventually(() => started.length === n + 1);
  }
  expect(said.map((sentence) => /in (\d+) ms/.exec(sentence)?.[1])).toEqual(['20', '20', '20', '20', '20']);
  await member.stop();
});

test('a restart that fails is tried again', async () => {
  const { program, started } = fakes([2, 3]);
  const said: string[] = [];
  const member = new Supervised(program, (sentence) => said.push(sentence), quick);
  await member.start();
  started[0]?.process.die();
  await eventually(() => started.length === 2);
  expect(said[1]).toMatch(/^orders failed try 2; starting it again in 40 ms/);
  await member.stop();
});

test('a first start that fails is reported and not repeated', async () => {
  const { program } = fakes([1]);
  const member = new Supervised(program, () => undefined, quick);
  await expect(member.start()).rejects.toThrow('orders failed try 1');
});

test('what was stopped stays stopped, also while it waits to be started again', async () => {
  const { program, started } = fakes();
  const member = new Supervised(program, () => undefined, { ...quick, firstDelayMs: 10_000 });
  await member.start();
  started[0]?.process.die();
  await eventually(() => member.state === 'restarting');
  await member.stop();
  expect(member.state).toBe('stopped');
  expect(started).toHaveLength(1);
});

test('renewing replaces the process without counting it as a failure', async () => {
  const { program, started } = fakes();
  const member = new Supervised(program, () => undefined, quick);
  await member.start();
  await member.renew();
  expect(started).toHaveLength(2);
  expect(member.restarts).toBe(0);
  expect(member.pid).toBe(2);
  await member.stop();
});
