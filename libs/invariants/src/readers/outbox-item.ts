import * as z from 'zod';
import type { OutboxRow } from '../books.js';

const item = z.object({ pk: z.string().startsWith('OUT#'), parkedReason: z.string().nullable().default(null) });

/** The item as an outbox row, or undefined when it is none. */
export function outboxRow(store: string, value: unknown): OutboxRow | undefined {
  const parsed = item.safeParse(value);
  return parsed.success
    ? { store, eventId: parsed.data.pk.slice('OUT#'.length), parkedReason: parsed.data.parkedReason }
    : undefined;
}
