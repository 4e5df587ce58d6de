import { DomainError } from '@causeway/data-model';
import type { AuditSearch } from './audit-trail.js';

const dayMs = 86_400_000;
const usualDays = 7;
/** Each day is looked for in partitions of its own. */
const mostDays = 92;

/**
 * What is looked for: without bounds the last seven days, with one of them seven days from or to it.
 *
 * @throws DomainError `bad-query` for a span that is empty or too long.
 */
export function searchOf(
  { from, to, type }: { from?: string | undefined; to?: string | undefined; type?: string | undefined },
  now: Date,
): AuditSearch {
  // What happens in this very millisecond is to be found too.
  const end = to === undefined ? new Date(now.getTime() + 1) : new Date(to);
  const start = from === undefined ? new Date(end.getTime() - usualDays * dayMs) : new Date(from);
  if (start >= end) throw badSpan('from must be before to');
  if (end.getTime() - start.getTime() > mostDays * dayMs)
    throw badSpan(`from must be at most ${mostDays} days before to`);
  return { from: start, to: end, type };
}

const badSpan = (message: string) =>
  new DomainError('bad-query', {
    detail: `${message}.`,
    errors: [{ pointer: '/from', message: message.replace('from ', '') }],
  });
