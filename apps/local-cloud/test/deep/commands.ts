import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../system/running-system.js';
import type { House } from './house.js';
import type { Action } from './laboratory.js';
import { deadLetter, parkedEntry } from './planted.js';
import { shopsOwn } from './shops-own.js';

export const isOfCommand = (name: string): boolean => name.startsWith('analytics.rebuil') || name.startsWith('dlq.');

/** What an operator types while traffic runs, and types again after it died. True when it was hit, and came to its end then. */
export async function diesInACommand(
  house: House,
  point: { name: string; action: Action },
  { process: name, logFile, setting }: { process: string; logFile: string; setting: string },
): Promise<boolean> {
  const { args, env } = point.name.startsWith('dlq.') ? await redrive(house, point.name) : rebuild(house);
  const run = async (failpoint: string) => {
    const log = openSync(logFile, 'a');
    const stdio = ['ignore' as const, log, log];
    const child = spawn(process.execPath, args, {
      stdio,
      env: { PATH: process.env.PATH, ...env, CAUSEWAY_FAILPOINT: failpoint },
    });
    closeSync(log);
    return once(child, 'exit');
  };
  await run(setting);
  const [code] = await run('');
  // 1: nothing is left to redrive, because the first did it before it died.
  expect([0, ...(point.name.startsWith('dlq.') ? [1] : [])]).toContain(code);
  return (await house.laboratory.hits({ process: name, ...point })) === 1;
}

type Command = { args: string[]; env: NodeJS.ProcessEnv };

/** Rebuilds the projection; the second goes on where the first was. */
function rebuild(house: House): Command {
  const { script, env } = shopsOwn(house, 'analytics-service');
  return { args: [script.replace(/server\.js$/, 'rebuild.js')], env };
}

/** Redrives one of two dead letters, or a parked entry. */
async function redrive(house: House, name: string): Promise<Command> {
  await deadLetter(house);
  const id = name === 'dlq.unparked' ? await parkedEntry(house) : await deadLetter(house);
  const { port, dataDir } = house.system;
  const main = pathToFileURL(join(root, 'apps/local-cloud/dist/dead-letters/main.js')).href;
  const typed = ['redrive', id, '--force', '--port', String(port), '--data', dataDir];
  const program = `const { deadLetters } = await import('${main}'); process.exitCode = await deadLetters(${JSON.stringify(typed)});`;
  return { args: ['--input-type=module', '-e', program], env: { LOG_LEVEL: 'silent' } };
}
