import { noSuch } from '../core/api-error.js';
import type { Page, PageQuery } from '../core/ports.js';
import type { List } from '../core/stripe-objects.js';

type ListParams = { limit: number; starting_after?: string | undefined; payment_intent?: string | undefined };

/** @throws ApiError 400 when `starting_after` names nothing. */
export function listOf<T>(
  what: string,
  url: string,
  params: ListParams,
  pageOf: (query: PageQuery) => Page<T> | undefined,
): List<T> {
  const { limit, starting_after: startingAfter, payment_intent: of } = params;
  const page = pageOf({ limit, startingAfter, of });
  if (page === undefined) throw noSuch(what, startingAfter ?? '', 'starting_after', 400);
  return { object: 'list', url, has_more: page.hasMore, data: page.data };
}
