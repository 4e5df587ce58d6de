import { traceIdOf } from '@causeway/runtime/telemetry';
import { type RawEntry, readEntry } from '../outbox/entry.js';
import { messageOf } from '../service-bus/bus.js';
import { idOf, type WholeLetter } from './letter.js';

/** After so long something is wrong: a sweep comes every second. */
const stuckAfterMs = 60_000;

export type SetAside = RawEntry & { parkedReason: string | null; writtenAt: string | null };

/** An entry as a letter; nothing is said of one that is just on its way. */
export function letterOf(place: string, entry: SetAside, now = new Date()): WholeLetter[] {
  const stored = readEntry(entry);
  const event = stored.outgoing?.event;
  const since = event?.time ?? entry.writtenAt ?? new Date(0).toISOString();
  const isParked = entry.parkedReason !== null;
  if (!isParked && now.getTime() - Date.parse(since) < stuckAfterMs) return [];
  const tries = entry.attempts === 1 ? 'once' : `${entry.attempts} times`;
  return [
    {
      id: idOf(place, entry.eventId),
      place,
      eventId: entry.eventId,
      type: event?.type ?? null,
      reason: isParked ? 'parked' : 'stuck',
      description: entry.parkedReason ?? `It is not published yet; it was refused ${tries}.`,
      since,
      attempts: entry.attempts,
      traceId: event === undefined ? null : traceIdOf(event.traceparent),
      properties: { topic: entry.topic },
      body: event ?? entry.body,
      pointless: stored.fault ?? faultOf(stored.outgoing.event),
    },
  ];
}

function faultOf(event: Parameters<typeof messageOf>[0]): string | null {
  try {
    messageOf(event);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
