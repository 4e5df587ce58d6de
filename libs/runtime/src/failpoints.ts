import { writeSync } from 'node:fs';
import * as z from 'zod';
import { processEnv, readEnvOrEnd } from './env.js';

/** What lies on both sides of a point, for people: `{ after: 'the key is claimed', before: 'the stock is reserved' }`. */
export type Meaning = { after: string; before: string };

type Order = { pass: number; action: 'kill' | 'freeze'; freezeMs: number };

const settings = readEnvOrEnd(processEnv.pick({ CAUSEWAY_FAILPOINT: true, CAUSEWAY_FAILPOINTS: true }));

const known = new Set<string>();
/** What is to happen at which point; undefined while nothing is armed, which is all that a point compares. */
let armed: Map<string, Order & { passes: number }> | undefined;

/**
 * The instant right after one durable effect and before whatever follows: there a process can be told to die, or to
 * stand still as a stopped virtual machine does. What makes effects durable asks for one, so that none is without.
 */
export class Failpoint {
  readonly #name: string;

  /** Use `failpoints`, which declares it. */
  constructor(name: string) {
    this.#name = name;
  }

  /** Costs one comparison while nothing is armed. */
  pass(): void {
    if (armed !== undefined) reached(armed, this.#name);
  }
}

/**
 * Declares points, `prefix.name` each. Off unless `CAUSEWAY_FAILPOINT` names one: `name`, `name=kill` or
 * `name=freeze:60000` (milliseconds); `name@3` waits for the third pass. With `CAUSEWAY_FAILPOINTS=on` the parent
 * process can arm them as well, by the IPC message `{type: 'failpoint', name, action, freezeMs, pass}`, which is
 * answered by `{type: 'failpoint-armed', name, known}`. Each fires once.
 */
export function failpoints<const T extends Readonly<Record<string, Meaning>>>(
  prefix: string,
  meanings: T,
): { readonly [K in keyof T]: Failpoint } {
  const points = Object.keys(meanings).map((name) => {
    known.add(`${prefix}.${name}`);
    return [name, new Failpoint(`${prefix}.${name}`)];
  });
  // The entries have the keys of `meanings`.
  return Object.fromEntries(points) as { [K in keyof T]: Failpoint };
}

function reached(all: NonNullable<typeof armed>, name: string): void {
  const order = all.get(name);
  if (order === undefined) return;
  order.passes += 1;
  if (order.passes !== order.pass) return;
  all.delete(name);
  writeSync(2, `${JSON.stringify({ msg: 'failpoint', name, action: order.action })}\n`);
  if (order.action === 'kill') process.kill(process.pid, 'SIGKILL');
  // Blocks the whole process, timers and lock renewals included.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, order.action === 'kill' ? 10_000 : order.freezeMs);
}

function arm(name: string, order: Order): void {
  armed ??= new Map();
  armed.set(name, { ...order, passes: 0 });
}

const message = z.object({
  type: z.literal('failpoint'),
  name: z.string(),
  action: z.enum(['kill', 'freeze']),
  freezeMs: z.int().min(0).default(60_000),
  pass: z.int().min(1).default(1),
});

function armFromEnvironment(setting: string): void {
  const [, name = '', pass = '1', action = 'kill', freezeMs = '60000'] =
    /^([a-z0-9.-]+)(?:@(\d+))?(?:=(kill|freeze)(?::(\d+))?)?$/.exec(setting) ?? [];
  arm(name, {
    pass: Number(pass),
    action: action === 'freeze' ? 'freeze' : 'kill',
    freezeMs: Number(freezeMs),
  });
}

function listenToParent(): void {
  process.on('message', (received) => {
    const parsed = message.safeParse(received);
    if (!parsed.success) return;
    const { name, ...order } = parsed.data;
    arm(name, order);
    process.send?.({ type: 'failpoint-armed', name, known: known.has(name) });
  });
  // Otherwise this listener alone would keep a process that has closed everything else.
  process.channel?.unref();
}

if (settings.CAUSEWAY_FAILPOINT !== undefined) armFromEnvironment(settings.CAUSEWAY_FAILPOINT);
if (settings.CAUSEWAY_FAILPOINTS === 'on' && process.send !== undefined) listenToParent();
