import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '@causeway/engines';
import { dropDatabases } from './server.mjs';

const program = join(import.meta.dirname, '..', '..', 'apps', 'local-cloud', 'bin', 'demo.mjs');

/** How many ports from its first one a shop uses; the server itself may be a neighbour. */
const ports = 30;

/** The whole shop over the server: the demo ends well only when I1 to I9 hold. */
export async function runDemo(url) {
  const dataDir = mkdtempSync(join(tmpdir(), 'causeway-mssql-demo-'));
  const args = [program, '--port', String(await freePorts(ports)), '--data', dataDir];
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
