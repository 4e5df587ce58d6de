import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';

/**
 * Makes sure that every port is free on the loopback address.
 *
 * @throws Error with one sentence that names the first port in use and the program that holds it.
 */
export async function claimPorts(ports: Readonly<Record<string, number>>): Promise<void> {
  const taken = await Promise.all(
    Object.entries(ports).map(async ([name, port]) => ((await isFree(port)) ? undefined : { name, port })),
  );
  const first = taken.find((entry) => entry !== undefined);
  if (first === undefined) return;
  const { name, port } = first;
  throw new Error(
    `Port ${port} (${name}) is in use by ${holderOf(port)}; stop that program, or move everything with --port.`,
  );
}

/** Whether nobody listens there, on the loopback address. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(new Error(`Port ${port} cannot be opened (${error.code}); choose another with --port.`));
    });
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** The program that listens on a port, as `process 123 (command line)`, from /proc where there is one. */
export function holderOf(port: number): string {
  try {
    const sockets = new Set([...listenersOn(port, '/proc/net/tcp'), ...listenersOn(port, '/proc/net/tcp6')]);
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      if (holds(pid, sockets)) return `process ${pid} (${commandOf(pid)})`;
    }
  } catch {
    // No /proc here.
  }
  return 'another program';
}

/** Rows are: number, local address:port, remote, state (0A is LISTEN), ..., inode (tenth). */
function listenersOn(port: number, table: string): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return readFileSync(table, 'utf8')
    .split('\n')
    .map((row) => row.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(suffix) && state === '0A')
    .map((columns) => `socket:[${columns[9]}]`);
}

function holds(pid: string, sockets: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      try {
        return sockets.has(readlinkSync(`/proc/${pid}/fd/${fd}`));
      } catch {
        return false;
      }
    });
  } catch {
    return false;
  }
}

function commandOf(pid: string): string {
  const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  return command.length > 120 ? `${command.slice(0, 117)}...` : command;
}
