import type { AuditEvent, auditEvents } from '@causeway/data-model';
import { call, withDeadline } from '@causeway/runtime/outgoing';
import { log } from '@causeway/runtime/telemetry';
import type * as z from 'zod';
import { points } from './failpoints.js';
import type { ServiceTokens } from './service-tokens.js';

const what = 'POST identity-service /internal/audit-events';
const budgetMs = 5000;
/** What trying again does not cure: the events themselves are wrong. */
const refusals = [400, 413, 415, 422];

/** Sends up to 100 audit events, all or none, with a few tries: `taken`, `refused` for what they are, or `later`. */
export async function postAuditEvents(
  { identityUrl, serviceTokens }: { identityUrl: string; serviceTokens: ServiceTokens },
  events: readonly AuditEvent[],
): Promise<'taken' | 'refused' | 'later'> {
  try {
    const body: z.input<typeof auditEvents> = { events: [...events] };
    const { status } = await withDeadline(budgetMs, async () =>
      call(what, {
        method: 'POST',
        url: `${identityUrl}/internal/audit-events`,
        headers: { authorization: await serviceTokens.authorization('identity-service') },
        body,
        point: points.taken,
        timeoutMs: 1500,
        attempts: 3,
      }),
    );
    if (status >= 200 && status < 300) return 'taken';
    return refusals.includes(status) ? 'refused' : 'later';
  } catch (error) {
    log.debug({ err: error }, 'audit events were not taken');
    return 'later';
  }
}
