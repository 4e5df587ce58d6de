import { writeSync } from 'node:fs';
import * as z from 'zod';
import { EmulatorError } from './start-error.js';

/** What lies on both sides of a point. */
interface Meaning {
  readonly after: string;
  readonly before: string;
}

/**
 * Between every two effects that outlive this process: what reaches the disk, and what leaves for a client. Whatever
 * waits for the disk names the point that it passes then (storage/store.ts), so that none is without.
 */
const meanings = {
  'start-read': {
    after: 'everything kept was read and all entities are made',
    before: 'messages whose last attempt the end cut off are dead-lettered, and clients are let in',
  },
  'send-taken': { after: 'a message is in its entities, in memory', before: 'it is written' },
  'send-committed': { after: 'a message sent is durable', before: 'its sender is told' },
  'send-acknowledged': { after: 'a sender is told', before: 'whatever comes next' },
  'group-writing': { after: 'all changes of a group are in a transaction', before: 'it is committed' },
  'group-written': { after: 'a group is committed', before: 'the disk is synchronized' },
  'group-synchronized': { after: 'the disk is synchronized', before: 'anybody who waits for it goes on' },
  'delivery-counted': { after: 'a message is locked and its attempt counted, in memory', before: 'that is written' },
  'delivery-written': { after: 'an attempt is written', before: 'the message leaves for its receiver' },
  'delivery-committed': {
    after: 'the deletion of a message is durable that its receiver wants at most once',
    before: 'it leaves for its receiver',
  },
  'delivery-sent': { after: 'a message has left for its receiver', before: 'it is settled' },
  'settlement-taken': { after: 'a message is settled, in memory', before: 'that is written' },
  'settlement-committed': { after: 'a settlement is durable', before: 'the receiver is told' },
  'settlement-acknowledged': { after: 'a receiver is told', before: 'whatever comes next' },
  'request-taken': { after: 'a request to a management node is done, in memory', before: 'it is written' },
  'request-committed': { after: 'what a request to a management node changed is durable', before: 'it is answered' },
  'request-answered': { after: 'a request to a management node is answered', before: 'whatever comes next' },
  'administration-taken': { after: 'an administrator has changed an entity, in memory', before: 'it is written' },
  'administration-committed': { after: "an administrator's change is durable", before: 'it is answered' },
  'administration-answered': { after: 'an administrator is answered', before: 'whatever comes next' },
  'scheduled-moved': {
    after: 'a scheduled message whose time has come is in its entities, in memory',
    before: 'that is written',
  },
  'dead-letter-moved': { after: 'a message is among the dead letters, in memory', before: 'that is written' },
  'forwarded-moved': { after: 'a message is where its entity forwards it to, in memory', before: 'that is written' },
  'probe-committed': { after: "the health check's own message is durable", before: 'it is received, or forgotten' },
} as const satisfies { readonly [name: string]: Meaning };

type Name = keyof typeof meanings;

const order = z.object({
  name: z.string(),
  action: z.enum(['kill', 'freeze']),
  freezeMs: z.int().min(0).default(60_000),
  pass: z.int().min(1).default(1),
});

/** At which point what is to happen: `pass` counts from the moment it is armed. */
export type FailpointOrder = z.input<typeof order>;

/** Undefined while nothing is armed, which is all that a point compares. */
let armed: Map<string, z.infer<typeof order> & { passes: number }> | undefined;

export class Failpoint {
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  pass(): void {
    if (armed !== undefined) reached(armed, this.#name);
  }

  /** Passes once what is on its way to a socket has left. */
  passOnceSent(): void {
    if (armed !== undefined) setImmediate(() => this.pass());
  }
}

const PREFIX = 'bus.';

export const points = Object.fromEntries(
  Object.keys(meanings).map((name) => [name, new Failpoint(`${PREFIX}${name}`)]),
) as { readonly [K in Name]: Failpoint }; // made of exactly these names

/** All points, with what lies before and after. */
export const failpoints = Object.entries(meanings).map(([name, { after, before }]) => ({
  name: `${PREFIX}${name}`,
  after,
  before,
}));

/** Makes this process die or freeze, once, when it passes the point. Returns false when there is no such point. */
export function armFailpoint(given: FailpointOrder): boolean {
  const { name, ...what } = order.parse(given);
  if (!failpoints.some((point) => point.name === name)) return false;
  armed ??= new Map();
  armed.set(name, { name, ...what, passes: 0 });
  return true;
}

/**
 * Arms what `SERVICE_BUS_EMULATOR_FAILPOINT` says: `name`, `name=kill` or `name=freeze:60000` (milliseconds); `name@3`
 * waits for the third pass. Throws `EmulatorError` for anything else.
 */
export function armFromEnvironment(setting: string | undefined): void {
  if (setting === undefined || setting === '') return;
  const [, name = '', pass = '1', action = 'kill', freezeMs = '60000'] =
    /^([a-z.-]+)(?:@([1-9]\d*))?(?:=(kill|freeze)(?::(\d+))?)?$/.exec(setting) ?? [];
  const what = {
    pass: Number(pass),
    freezeMs: Number(freezeMs),
    action: action === 'freeze' ? 'freeze' : 'kill',
  } as const;
  if (!armFailpoint({ name, ...what })) {
    throw new EmulatorError(
      `SERVICE_BUS_EMULATOR_FAILPOINT cannot be used: it is ${setting}, and must be NAME[@PASS][=kill|=freeze:MS] with a name such as bus.send-committed.`,
    );
  }
}

const message = order.extend({ type: z.literal('failpoint') });

/**
 * Lets the parent process arm points by the IPC message `{type: 'failpoint', name, action, freezeMs, pass}`, which is
 * answered by `{type: 'failpoint-armed', name, known}`.
 */
export function armFromParent(): void {
  process.on('message', (received) => {
    const parsed = message.safeParse(received);
    if (!parsed.success) return;
    const known = armFailpoint(parsed.data);
    process.send?.({ type: 'failpoint-armed', name: parsed.data.name, known });
  });
}

function reached(all: NonNullable<typeof armed>, name: string): void {
  const found = all.get(name);
  if (found === undefined) return;
  found.passes++;
  if (found.passes !== found.pass) return;
  all.delete(name);
  writeSync(2, `${JSON.stringify({ msg: 'failpoint', name, action: found.action })}\n`);
  if (found.action === 'kill') process.kill(process.pid, 'SIGKILL');
  // Blocks the whole process, its timers included, as a stopped virtual machine would.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, found.action === 'kill' ? 10_000 : found.freezeMs);
}
