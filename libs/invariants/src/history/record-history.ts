import { readDeeds } from './read-deeds.js';
import type { Sighting } from './sighting.js';
import { streamOf } from './stream.js';

export type History = {
  /** What has been seen so far, in no particular order. */
  sightings: readonly Sighting[];
  /**
   * `fetch` for one client of the public API: requests about orders and their payments are remembered with the times at
   * which they began and their answers had arrived, as seen by `reader`; all others pass. A reader is one person at one
   * device: whoever asks several things at once is still one reader, as only what ended before another began is compared.
   */
  fetchAs(reader: string): typeof fetch;
};

/**
 * Records what clients see of orders, for `checkHistory`:
 *
 * ```ts
 * const history = recordHistory();
 * const ann = new Shop(url, history.fetchAs('ann'));   // any client that takes a fetch
 * ...                                                  // several clients at once, while processes die
 * const { violations } = checkHistory(history.sightings);
 * ```
 *
 * Everybody who changes an order must be recorded, and no two people may use one idempotency key: a change that nobody
 * asked for is a violation.
 *
 * A request whose answer never came, or was a 5xx, 408 or 429, is remembered as unanswered: it may have had its effect.
 *
 * @param now milliseconds of a clock that never goes back
 */
export function recordHistory(now: () => number = () => performance.now()): History {
  const sightings: Sighting[] = [];
  const fetchAs =
    (reader: string): typeof fetch =>
    async (input, init) => {
      const request = new Request(input, init);
      const { method } = request;
      const { pathname, searchParams } = new URL(request.url);
      const asked = {
        method,
        path: pathname,
        isContinued: searchParams.has('cursor'),
        key: request.headers.get('idempotency-key') ?? '',
        body: method === 'POST' ? await request.clone().text() : '',
      };
      const start = now();
      const remember = (answer: Parameters<typeof readDeeds>[1], end: number) =>
        sightings.push(...readDeeds(asked, answer).map((deed) => ({ ...deed, reader, start, end })));
      try {
        const response = await fetch(request);
        const { status, headers } = response;
        const etag = headers.get('etag');
        if (headers.get('content-type')?.startsWith('text/event-stream')) {
          return streamOf(response, (text) => remember({ status, etag, text }, now()));
        }
        const text = await response.clone().text();
        const isDoubt = status >= 500 || status === 408 || status === 429;
        remember(isDoubt ? 'none' : { status, etag, text }, isDoubt ? Number.POSITIVE_INFINITY : now());
        return response;
      } catch (error) {
        remember('none', Number.POSITIVE_INFINITY);
        throw error;
      }
    };
  return { sightings, fetchAs };
}
