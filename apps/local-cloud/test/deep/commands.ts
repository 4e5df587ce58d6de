import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { packedFile } from '../../src/bundles.js';
import { compileCache } from '../../src/programs.js';
import type { House } from './house.js';
import type { Action } from './laboratory.js';
import { deadLetter, parkedEntry } from './planted.js';
import { shopsOwn } from './shops-own.js';

/** Rebuilds of several experiments wait for each other's lease. */
const withinMs = 150_000;
const againAfterMs = 3000;
/** No command of these takes longer on a machine that does other work besides. */
const endsWithinMs = 90_000;

export const isOfRebuild = (name: string): boolean => name.startsWith('analytics.rebuil');
export const isOfCommand = (name: string): boolean => isOfRebuild(name) || name.startsWith('dlq.');

/** What an operator types while traffic runs, and types again after it died. True when it was hit, and came to its end then. */
export async function diesInACommand(house: House, point: { name: string; action: Action }): Promise<boolean> {
  const command = point.name.startsWith('dlq.') ? await redrive(house, point.name) : rebuild(house);
  const name = `command-${randomUUID().slice(0, 8)}`;
  await runCommand(house, name, command, settingOf(point));
  // 1: nothing is left to redrive, because the first did it before it died.
  const isDone = (code: number | null) => code === 0 || (code === 1 && point.name.startsWith('dlq.'));
  // What the command needs may be dead just now: then it says so, and is typed again after a while.
  const deadline = performance.now() + withinMs;
  while (!isDone(await runCommand(house, name, command))) {
    if (performance.now() > deadline) throw new Error(`${name} did not come to its end.`);
    await pause(againAfterMs);
  }
  return (await house.laboratory.hits({ process: name, ...point })) === 1;
}

export type Command = { args: string[]; env: NodeJS.ProcessEnv };

/** How a point is armed in a process that starts. */
export const settingOf = ({ name, action }: { name: string; action: Action }): string =>
  action === 'kill' ? name : `${name}=freeze:5600`;

/** Runs it to its end, and keeps what it says in the log of that name; gives the exit code, null when it had to be killed. */
export async function runCommand(
  { system }: Pick<House, 'system'>,
  name: string,
  { args, env }: Command,
  failpoint = '',
): Promise<number | null> {
  const log = openSync(join(system.dataDir, 'logs', `${name}.log`), 'a');
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', log, log],
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: compileCache, ...env, CAUSEWAY_FAILPOINT: failpoint },
  });
  closeSync(log);
  const overdue = setTimeout(() => child.kill('SIGKILL'), endsWithinMs);
  const [code] = await once(child, 'exit');
  clearTimeout(overdue);
  return code;
}

/** Rebuilds the projection; the second goes on where the first was. */
function rebuild(house: House): Command {
  const { env } = shopsOwn(house, 'analytics-service');
  return { args: [packedFile('analytics-service-rebuild')], env };
}

/** Redrives one of two dead letters, or a parked entry. */
async function redrive(house: House, name: string): Promise<Command> {
  await deadLetter(house);
  const id = name === 'dlq.unparked' ? await parkedEntry(house) : await deadLetter(house);
  const { port, dataDir } = house.system;
  const typed = ['redrive', id, '--force', '--port', String(port), '--data', dataDir];
  return { args: [packedFile('dlq'), ...typed], env: { LOG_LEVEL: 'silent' } };
}
