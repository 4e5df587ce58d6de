import * as z from 'zod';

/** What the store of traces shows of a span, as far as it matters here; times in milliseconds since 1970. */
export const trace = z.object({
  spans: z.array(
    z.object({ name: z.string(), service: z.string(), parentSpanId: z.string().nullable(), start: z.number() }),
  ),
});
export type Spans = z.infer<typeof trace>['spans'];

/** Ways of an event from the commit of what it tells to the one who handles it. */
export const crossings = {
  'AWS to Azure: order.placed to payment-service': {
    from: ['order-service', 'publish orders'],
    to: ['payment-service', 'process shop.order.placed.v1'],
  },
  'AWS to Azure: order.placed to analytics-service': {
    from: ['order-service', 'publish orders'],
    to: ['analytics-service', 'process shop.order.placed.v1'],
  },
  'Azure to AWS: payment.captured to order-service': {
    from: ['payment-service', 'publish payments'],
    to: ['order-service', 'process shop.payment.captured.v1'],
  },
} as const;

export type Crossing = keyof typeof crossings;

/**
 * Milliseconds of each crossing in a trace. It begins when the event's publishing begins, which is the first thing a
 * service does after the commit, and ends when the consumer's handling begins; all on one clock. Both spans are children
 * of the one in which the event came to be. An event that was published together with an earlier one has no publishing
 * in its own trace, and is left out.
 */
export function lagsIn(spans: Spans): Partial<Record<Crossing, number>> {
  const all = ([service, name]: readonly [string, string]) =>
    spans.filter((span) => span.service === service && span.name === name);
  return Object.fromEntries(
    Object.entries(crossings).flatMap(([crossing, { from, to }]) => {
      const [handled] = all(to).sort((a, b) => a.start - b.start);
      const published = all(from).find(({ parentSpanId }) => parentSpanId === handled?.parentSpanId);
      return handled === undefined || published === undefined ? [] : [[crossing, handled.start - published.start]];
    }),
  );
}
