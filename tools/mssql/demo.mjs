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

/** The first of a range that is free; the system says so itself when another of its ports is not. */
async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return 20_000 + (port % 10_000);
}
