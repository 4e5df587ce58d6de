import * as z from 'zod';
import { id, time } from './wire.js';

/** Something that matters to whoever guards the shop; never holds an e-mail address, a name, a token or a password. */
export const auditEvent = z.strictObject({
  id,
  at: time,
  type: z.string().regex(/^[a-z_]{1,40}\.[a-z_]{1,40}$/, 'must be like session.reused'),
  service: z.string().min(1).max(60),
  /** Who did it, as far as it is known. */
  actor: z.strictObject({ kind: z.enum(['user', 'service', 'unknown']), id: z.string().max(200).nullable() }),
  /** What it was done to: an id of a user, an order, an event. */
  subject: z.string().max(200).nullable(),
  traceId: z.string().regex(/^[0-9a-f]{32}$/, 'must be 32 hexadecimal digits'),
  detail: z.record(z.string().max(60), z.union([z.string().max(500), z.number(), z.boolean(), z.null()])),
});
export type AuditEvent = z.infer<typeof auditEvent>;

/** `POST /internal/audit-events`: at most 100 at a time; the answer is 204, and again for ones that are known. */
export const auditEvents = z.strictObject({ events: z.array(auditEvent).min(1).max(100) });
