import { createServer } from 'node:http';
import * as z from 'zod';

const attributes = z.array(z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) })).default([]);
const points = z.object({
  dataPoints: z.array(
    z.object({
      attributes,
      asDouble: z.number().optional(),
      asInt: z.number().optional(),
      count: z.number().optional(),
    }),
  ),
});
const metric = z.object({
  name: z.string(),
  gauge: points.optional(),
  sum: points.optional(),
  histogram: points.optional(),
});
const request = z.object({
  resourceMetrics: z.array(z.object({ scopeMetrics: z.array(z.object({ metrics: z.array(metric) })) })),
});

/** Takes the metrics that a process exports over OTLP; traces too, which it forgets. */
export async function startCollector() {
  let newest: z.infer<typeof metric>[] = [];
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    if (incoming.url === '/v1/metrics') {
      const { resourceMetrics } = request.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
      newest = resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics));
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The collector has no TCP port.');
  return {
    /** What `OTEL_EXPORTER_OTLP_ENDPOINT` has to be. */
    url: `http://127.0.0.1:${address.port}`,
    /**
     * The values of a metric in the newest export, by the value of the attribute `by`, or under '' without one; of a
     * histogram, how many were measured.
     */
    values(name: string, by = ''): Record<string, number> {
      const found = newest.find((one) => one.name === name);
      const all = found?.gauge ?? found?.sum ?? found?.histogram;
      const entries = (all?.dataPoints ?? []).map(({ attributes: list, asDouble, asInt, count }) => {
        const value = list.find(({ key }) => key === by)?.value;
        return [String(Object.values(value ?? { none: '' })[0]), asDouble ?? asInt ?? count ?? 0] as const;
      });
      return Object.fromEntries(entries);
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
