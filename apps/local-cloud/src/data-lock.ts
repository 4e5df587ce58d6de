import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const lockName = 'running.json';
const neededBytes = 256 * 1024 * 1024;

/**
 * Makes the data folder this process's own until `release()`: one running system per folder. A lock left by a process
 * that is gone is taken over. `fresh` empties the folder.
 *
 * @throws Error with one sentence when another system uses it, it cannot be written or the disk is full.
 */
export function lockData(dataDir: string, { url, fresh }: { url: string; fresh: boolean }): { release(): void } {
  const lock = join(dataDir, lockName);
  try {
    mkdirSync(dataDir, { recursive: true });
    take(lock, url);
  } catch (error) {
    if (error instanceof InUse) throw error;
    throw new Error(`The data folder ${dataDir} cannot be written (${codeOf(error)}); choose another with --data.`);
  }
  const { bavail, bsize } = statfsSync(dataDir);
  if (bavail * bsize < neededBytes) {
    rmSync(lock, { force: true });
    const left = Math.floor((bavail * bsize) / 1024 / 1024);
    throw new Error(`The disk of ${dataDir} is full: ${left} MB are left and 256 MB are needed; make room first.`);
  }
  if (fresh) empty(dataDir);
  return { release: () => rmSync(lock, { force: true }) };
}

class InUse extends Error {}

function take(lock: string, url: string): void {
  try {
    const file = openSync(lock, 'wx');
    writeSync(file, JSON.stringify({ pid: process.pid, url }));
    closeSync(file);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    const holder = holderOf(lock);
    if (holder !== undefined) {
      const { pid, url: running } = holder;
      throw new InUse(
        `Causeway already runs on this data as process ${pid} at ${running}; stop it, or use --port and --data for a second one.`,
      );
    }
    rmSync(lock, { force: true });
    take(lock, url);
  }
}

function holderOf(lock: string): { pid: number; url: string } | undefined {
  try {
    const holder: unknown = JSON.parse(readFileSync(lock, 'utf8'));
    if (typeof holder !== 'object' || holder === null || !('pid' in holder) || !('url' in holder)) return undefined;
    const pid = Number(holder.pid);
    process.kill(pid, 0);
    return isNode(pid) ? { pid, url: String(holder.url) } : undefined;
  } catch {
    return undefined;
  }
}

/** After a reboot the number may belong to somebody else. */
function isNode(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('node');
  } catch {
    return process.platform !== 'linux';
  }
}

function empty(dataDir: string): void {
  for (const name of readdirSync(dataDir)) {
    if (name !== lockName) rmSync(join(dataDir, name), { recursive: true, force: true });
  }
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error);
