import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** How a door that was tried ended, or that it listens. */
export type Opened = { code: number | null; stdout: string; stderr: string; listening: boolean; tookMs: number };

const insistAfterMs = 60_000;

/** Runs a program with exactly this environment until it ends or says that it listens; then it is stopped. */
export async function opened(args: readonly string[], env: Record<string, string>): Promise<Opened> {
  const started = performance.now();
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const said = { stdout: '', stderr: '' };
  child.stdout?.on('data', (text) => {
    said.stdout += text;
  });
  child.stderr?.on('data', (text) => {
    said.stderr += text;
  });
  const insist = setTimeout(() => child.kill('SIGKILL'), insistAfterMs);
  let listening = false;
  child.on('message', () => {
    listening = true;
    child.kill('SIGTERM');
  });
  const [code] = await once(child, 'close');
  clearTimeout(insist);
  return { code, ...said, listening, tookMs: performance.now() - started };
}

/** A listener for whatever a process might connect to, which counts who does. */
export async function trap() {
  let caught = 0;
  const server = createServer((socket) => {
    caught += 1;
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The trap has no TCP port.');
  return { port: address.port, caught: () => caught, stop: () => server.close() };
}
