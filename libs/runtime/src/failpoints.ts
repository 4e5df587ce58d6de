import { writeSync } from 'node:fs';
import { processEnv, readEnv } from './env.js';

/**
 * Named points between two durable effects at which a process can be told to die or to freeze. Off unless
 * `CAUSEWAY_FAILPOINT` names one: `name`, `name=kill` or `name=freeze:60000` (milliseconds); `name@3` counts passes.
 */
const armed = parse(readEnv(processEnv.pick({ CAUSEWAY_FAILPOINT: true })).CAUSEWAY_FAILPOINT);

let passes = 0;

/** Costs one comparison when nothing is armed. */
export function failpoint(name: string): void {
  if (armed === undefined || armed.name !== name) return;
  passes += 1;
  if (passes !== armed.pass) return;
  writeSync(2, `${JSON.stringify({ msg: 'failpoint', name, action: armed.action })}\n`);
  if (armed.action === 'kill') process.kill(process.pid, 'SIGKILL');
  // Blocks the whole process, timers and lock renewals included, as a stopped virtual machine would.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, armed.action === 'kill' ? 10_000 : armed.freezeMs);
}

type Armed = { name: string; pass: number; action: 'kill' | 'freeze'; freezeMs: number };

function parse(setting: string | undefined): Armed | undefined {
  const match = /^([a-z0-9.-]+)(?:@(\d+))?(?:=(kill|freeze)(?::(\d+))?)?$/.exec(setting ?? '');
  if (match === null) return undefined;
  const [, name = '', pass = '1', action = 'kill', freezeMs = '60000'] = match;
  return { name, pass: Number(pass), action: action === 'freeze' ? 'freeze' : 'kill', freezeMs: Number(freezeMs) };
}
