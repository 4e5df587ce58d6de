import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'causeway-test-'));
const children: ChildProcess[] = [];

afterAll(async () => {
  // Those of a test that failed.
  const left = children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  await Promise.all(
    left.map((child) => {
      const exit = exitOf(child);
      child.kill('SIGKILL');
      return exit;
    }),
  );
  rmSync(folder, { recursive: true });
});

async function startSupervisor() {
  const file = join(folder, `services-${children.length}.log`);
  const flags = ['--conditions=causeway:source', '--import', here('../../../libs/engines/from-source.mjs')];
  const child = spawn(process.execPath, [...flags, here('./fake-supervisor.ts'), file], { stdio: 'pipe' });
  children.push(child);
  let output = '';
  child.stdout.on('data', (text) => {
    output += text;
  });
  child.stderr.on('data', (text) => {
    output += text;
  });
  await eventually(
    () => output.includes('ready'),
    () => output,
  );
  const dynamoPid = Number(/dynamo (\d+)/.exec(output)?.[1]);
  return { child, file, pids: () => [dynamoPid, ...pidsIn(file)], output: () => output };
}

const linesOf = (file: string) => readFileSync(file, 'utf8').trim().split('\n');
const pidsIn = (file: string) => linesOf(file).map((line) => Number(line.split(' ')[2]));
const exitOf = (child: ChildProcess) => new Promise((resolve) => child.once('exit', (code) => resolve(code)));

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function eventually(holds: () => boolean, otherwise: () => string = () => ''): Promise<void> {
  const until = Date.now() + 15_000;
  while (!holds()) {
    if (Date.now() > until) throw new Error(`It did not come about. ${otherwise()}`);
    await pause(20);
  }
}

test('SIGTERM drains the services first and the engines last, and leaves nothing running', async () => {
  const { child, file, pids } = await startSupervisor();
  expect(pids()).toHaveLength(4);
  const exit = exitOf(child);
  child.kill('SIGTERM');
  expect(await exit).toBe(0);
  expect(pids().filter(isAlive)).toEqual([]);
  const ended = linesOf(file)
    .filter((line) => line.includes('drained'))
    .map((line) => line.split(' ')[0]);
  expect(ended.slice(0, 2).sort()).toEqual(['orders', 'payments']);
  expect(ended[2]).toBe('store');
});

test('SIGKILL of the supervisor leaves nothing running either', async () => {
  const { child, pids } = await startSupervisor();
  child.kill('SIGKILL');
  await eventually(() => !pids().some(isAlive));
});

test('a service that ends by itself is started again, and why is said', async () => {
  const { child, file, output } = await startSupervisor();
  const ordersPid = Number(
    linesOf(file)
      .find((line) => line.startsWith('orders start'))
      ?.split(' ')[2],
  );
  process.kill(ordersPid, 'SIGUSR2');
  await eventually(() => linesOf(file).filter((line) => line.startsWith('orders start')).length === 2);
  expect(output()).toContain('orders ended with code 3; starting it again in 100 ms.');
  const exit = exitOf(child);
  child.kill('SIGTERM');
  await exit;
});
