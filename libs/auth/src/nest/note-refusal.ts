import { DomainError } from '@causeway/data-model';
import type { FastifyRequest } from 'fastify';
import type { AuditNote, AuditTrail } from '../audit-trail.js';
import type { Principal } from '../principal.js';
import { RefusedToken } from '../token-verifier.js';

/**
 * Notes that somebody was kept out of a route: with a token that nobody issued, with one that is for another service, or
 * without the right (`principal` is who it was then). That no token came, that one has expired or its session has ended
 * happens every day and is not noted. The token itself never is.
 */
export function noteRefusal(
  audit: Pick<AuditTrail, 'noteSparingly'>,
  request: FastifyRequest,
  error: unknown,
  principal?: Principal,
): void {
  const found = reasonOf(error, principal);
  if (found === undefined) return;
  const detail = { reason: found.reason, method: request.method, route: request.routeOptions.url ?? null };
  audit.noteSparingly({ type: 'access.refused', actor: actorOf(found.principal), subject: null, detail });
}

function reasonOf(error: unknown, principal?: Principal): { reason: string; principal?: Principal } | undefined {
  if (!(error instanceof DomainError)) return undefined;
  if (error.code === 'forbidden') return principal === undefined ? undefined : { reason: 'forbidden', principal };
  if (!(error.cause instanceof RefusedToken)) return undefined;
  const { fault } = error.cause;
  if (fault.why === 'expired') return undefined;
  return 'principal' in fault ? { reason: fault.why, principal: fault.principal } : { reason: fault.why };
}

function actorOf(principal: Principal | undefined): AuditNote['actor'] {
  if (principal === undefined) return { kind: 'unknown', id: null };
  return principal.kind === 'user' ? { kind: 'user', id: principal.userId } : { kind: 'service', id: principal.name };
}
