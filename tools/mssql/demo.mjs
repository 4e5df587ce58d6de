import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dropDatabases } from './server.mjs';

const program = join(import.meta.dirname, '..', '..', 'apps', 'local-cloud', 'bin', 'demo.mjs');

/** The whole shop over the server: the demo ends well only when I1 to I9 hold. */
export async function runDemo(url) {
  const dataDir = mkdtempSync(join(tmpdir(), 'causeway-mssql-demo-'));
  const args = [program, '--port', String(await freePort()), '--data', dataDir];
  const child = spawn(process.execPath, args, { stdio: 'inherit', env: { ...process.env, SQL_URL: url } });
  const [code] = await once(child, 'exit');
  try {
    await dropDatabases(url, readFileSync(join(dataDir, 'sql', 'server-databases'), 'utf8').trim());
  } catch (error) {
    console.error(`The demo's databases are left: ${error.message}`);
  }
  rmSync(dataDir, { recursive: true, force: true });
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** How many ports from its first one a shop uses. */
const width = 34;

/** The first of a range of which nobody holds a port: the server itself may be a neighbour. */
async function freePort() {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * 10_000);
    const free = await Promise.all(Array.from({ length: width }, (_, offset) => isFree(first + offset)));
    if (free.every(Boolean)) return first;
  }
}

const isFree = (port) =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
