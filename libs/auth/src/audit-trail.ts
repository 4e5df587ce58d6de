import { randomUUID } from 'node:crypto';
import { type AuditEvent, auditEvent } from '@causeway/data-model';
import { currentTraceId } from '@causeway/runtime/telemetry';
import { AuditQueue } from './audit-queue.js';
import { postAuditEvents } from './post-audit-events.js';
import type { ServiceTokens } from './service-tokens.js';

/** What is to be noted; the trail adds when, where and, unless they are given, an id and the trace at hand. */
export type AuditNote = Omit<AuditEvent, 'id' | 'at' | 'service' | 'traceId'> &
  Partial<Pick<AuditEvent, 'id' | 'traceId'>>;

/**
 * Tells identity-service what matters to whoever guards the shop. Neither method waits, and neither throws: what is noted
 * is kept in memory and sent in the background, again and again while the process lives, and once more as it ends. Each
 * note has its id from the beginning, so that identity-service keeps it once. What is lost: notes beyond the 1,000 that are
 * kept while identity-service is away, and those that were not sent when the process dies.
 */
export type AuditTrail = {
  note(note: AuditNote): void;
  /** At most one of a type in a second. One that was held back is told at its end, with the number of `others` in `detail`. */
  noteSparingly(note: AuditNote): void;
  /**
   * Tells what was held back, too, and settles when everything is sent, or nobody takes it: for a process that may be
   * frozen between two works, for as long as it pleases.
   */
  settled(): Promise<void>;
  /** Sends what is left, for a second at most; from then on nothing is noted. */
  stop(): Promise<void>;
};

const sparinglyMs = 1000;
const longestText = 500;
const longestId = 200;

/** The newest of those of a type that were held back in this second, and how many others there were. */
type Held = { newest?: AuditNote; others: number; timer: NodeJS.Timeout };

/** @param service who notes: this service's name */
export function createAuditTrail(settings: {
  identityUrl: string;
  serviceTokens: ServiceTokens;
  service: string;
}): AuditTrail {
  const queue = new AuditQueue((events) => postAuditEvents(settings, events));
  const held = new Map<string, Held>();

  const note = (what: AuditNote): void => {
    const parsed = auditEvent.safeParse(completed(what, settings.service));
    if (parsed.success) queue.add(parsed.data);
    else queue.lose(1, `it is no audit event: ${parsed.error.message}`);
  };

  const hold = (type: string): void => {
    const timer = setTimeout(() => letGo(type), sparinglyMs).unref();
    held.set(type, { others: 0, timer });
  };

  /** The second of a type is over. */
  const letGo = (type: string): void => {
    const over = held.get(type);
    clearTimeout(over?.timer);
    held.delete(type);
    if (over?.newest === undefined) return;
    note({ ...over.newest, detail: { ...over.newest.detail, others: over.others } });
    hold(type);
  };

  return {
    note,
    noteSparingly(what) {
      const before = held.get(what.type);
      if (before === undefined) {
        note(what);
        hold(what.type);
        return;
      }
      if (before.newest !== undefined) before.others += 1;
      // As it is now: when it is told, another trace may be at hand, or none.
      before.newest = { traceId: currentTraceId(), ...what };
    },
    async settled() {
      for (const [type, { newest }] of [...held]) if (newest !== undefined) letGo(type);
      await queue.settled();
    },
    async stop() {
      for (const type of [...held.keys()]) letGo(type);
      for (const { timer } of held.values()) clearTimeout(timer);
      await queue.stop();
    },
  };
}

/** As it is sent: what would be too long is cut, because half of a note is better than none. */
function completed({ actor, subject, detail, ...note }: AuditNote, service: string): unknown {
  const cut = (value: AuditEvent['detail'][string]) =>
    typeof value === 'string' ? value.slice(0, longestText) : value;
  return {
    id: randomUUID(),
    traceId: currentTraceId(),
    ...note,
    at: new Date().toISOString(),
    service,
    actor: { kind: actor.kind, id: actor.id?.slice(0, longestId) ?? null },
    subject: subject?.slice(0, longestId) ?? null,
    detail: Object.fromEntries(Object.entries(detail).map(([key, value]) => [key, cut(value)])),
  };
}
