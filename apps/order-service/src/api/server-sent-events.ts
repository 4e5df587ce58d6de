import type { Sight } from '../core/watch-order.js';

/** The number in `Last-Event-ID`; undefined without one, or with what we never sent. */
export const lastEventId = (header: string | undefined): number | undefined =>
  header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) : undefined;

/** A stream that stays open: quiet is filled with pings, so that nothing on the way takes it for dead. */
export async function* open(first: Sight, rest: AsyncIterable<Sight>): AsyncGenerator<string> {
  yield written(first);
  for await (const sight of rest) yield written(sight);
}

/** What there is now; then the client is told to ask again in two seconds. */
export async function* closing(first: Sight, rest: AsyncIterable<Sight>): AsyncGenerator<string> {
  if (!('nothing' in first)) {
    yield written(first);
    for await (const sight of rest) {
      if ('nothing' in sight) break;
      yield written(sight);
    }
  }
  yield 'retry: 2000\n\n';
}

/** One block of an event stream (HTML, section 9.2.6); JSON has no line breaks of its own. */
function written(sight: Sight): string {
  if ('nothing' in sight) return ': ping\n\n';
  if ('snapshot' in sight) return `event: snapshot\ndata: ${JSON.stringify(sight.snapshot)}\n\n`;
  const { item } = sight;
  return `id: ${item.seq}\nevent: ${item.type}\ndata: ${JSON.stringify(item)}\n\n`;
}
