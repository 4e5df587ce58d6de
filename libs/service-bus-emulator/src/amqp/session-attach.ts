import { BrokerFailure } from '../broker/failure.js';
import type { SessionTable } from '../broker/session-table.js';
import type { Outlet } from './outlet.js';
import { problemOf } from './problems.js';
import { type Sender, senderInsides, types } from './rhea.js';

const FILTER = 'com.microsoft:session-filter';
const LOCKED_UNTIL = 'com.microsoft:locked-until-utc';
const TIMEOUT = 'com.microsoft:timeout';

/** How long a client waits for the next session when it does not say. */
const DEFAULT_WAIT = 60_000;

/** An hour; the longest wait the client can ask for is shorter. */
const LONGEST_WAIT = 3_600_000;

/** .NET ticks (100 ns since the year 1) of a time in ms since 1970. */
function ticks(ms: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(Math.trunc(ms)) * 10_000n + 621_355_968_000_000_000n);
  return bytes;
}

/** Attaches a receiver to the session it names, or to the next free one: then the attach is answered when there is one. */
export function openSession(sender: Sender, outlet: Outlet, sessions: SessionTable, path: string): void {
  const address = sender.source?.address ?? '';
  const filter: { [name: string]: unknown } = sender.source?.filter ?? {};
  if (!(FILTER in filter)) {
    throw new BrokerFailure(
      'not-allowed',
      `It is not possible for an entity that requires sessions ('${path}') to create a non-sessionful message receiver.`,
    );
  }
  const given = (sessionId: string, until: number): void => {
    sender.set_source({ address, filter: { [FILTER]: sessionId } });
    senderInsides(sender).local.attach.properties = { [LOCKED_UNTIL]: types.Long(ticks(until) as unknown as number) }; // a long above 2^53 goes as bytes
    sender.open();
    outlet.bind(sessionId);
  };
  const wanted = unwrapped(filter[FILTER]);
  if (typeof wanted === 'string') given(wanted, sessions.accept(wanted, outlet));
  else waitForNext(sender, outlet, sessions, given);
}

function waitForNext(
  sender: Sender,
  outlet: Outlet,
  sessions: SessionTable,
  given: (sessionId: string, until: number) => void,
): void {
  holdAttach(sender);
  const properties: { [name: string]: unknown } = sender.properties ?? {};
  const asked = Number(unwrapped(properties[TIMEOUT]) ?? DEFAULT_WAIT);
  const wait = asked >= 0 ? Math.min(asked, LONGEST_WAIT) : DEFAULT_WAIT;
  const timer = setTimeout(() => {
    stop();
    sender.open();
    sender.close(
      problemOf(
        new BrokerFailure(
          'timeout',
          'The operation did not complete within the allotted timeout. No session is available.',
        ),
      ),
    );
  }, wait);
  const stop = sessions.acceptNext(outlet, (sessionId, until) => {
    clearTimeout(timer);
    given(sessionId, until);
  });
  outlet.onClose(() => {
    clearTimeout(timer);
    stop();
  });
}

/** rhea has answered the attach already, though nothing is written yet: take it back. */
function holdAttach(sender: Sender): void {
  const { state } = senderInsides(sender);
  state.local_open = false;
  state.open_requests = 0;
}

const unwrapped = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'value' in value ? value.value : value;
