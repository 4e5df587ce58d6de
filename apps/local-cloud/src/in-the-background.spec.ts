import { spawn } from 'node:child_process';
import { getPriority } from 'node:os';
import { inTheBackground } from './in-the-background.js';
import type { Program } from './supervisor/supervised.js';

const children: ReturnType<typeof spawn>[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill();
});

const program = (name: string, pid = sleeper()): Program => ({
  name,
  kind: 'service',
  cloud: 'azure',
  url: '',
  start: async () => ({ pid, exited: new Promise(() => undefined), stop: async () => undefined }),
});

function sleeper(): number {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
  children.push(child);
  return child.pid ?? 0;
}

test.each(['analytics-service', 'notification-service'])('%s leaves the processors to others', async (name) => {
  const { pid } = await inTheBackground(program(name)).start();
  expect(getPriority(pid)).toBe(5);
});

test.each(['order-service', 'payment-service'])('%s has its full share', async (name) => {
  const { pid } = await inTheBackground(program(name)).start();
  expect(getPriority(pid)).toBe(getPriority());
});

test('one that ended as soon as it was ready has started, and its end is told by its exit', async () => {
  const gone = 2 ** 22 + 1; // above the highest process id
  await expect(inTheBackground(program('mailbox', gone)).start()).resolves.toMatchObject({ pid: gone });
});
