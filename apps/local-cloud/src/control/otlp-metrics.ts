import { AggregationTemporality, DataPointType, type MetricData } from '@opentelemetry/sdk-metrics';
import * as z from 'zod';
import { attributes, plain } from './otlp-attributes.js';

const whole = z.coerce.number();
const point = z.object({ attributes, asDouble: z.number().optional(), asInt: whole.optional() });
const distribution = z.object({
  attributes,
  count: whole,
  sum: z.number().default(0),
  bucketCounts: z.array(whole).default([]),
  explicitBounds: z.array(z.number()).default([]),
});
const metric = z.object({
  name: z.string().min(1),
  description: z.string().default(''),
  unit: z.string().default(''),
  gauge: z.object({ dataPoints: z.array(point) }).optional(),
  sum: z.object({ dataPoints: z.array(point), isMonotonic: z.boolean().default(false) }).optional(),
  histogram: z.object({ dataPoints: z.array(distribution) }).optional(),
});
const request = z.object({
  resourceMetrics: z
    .array(
      z.object({
        resource: z.object({ attributes }).optional(),
        scopeMetrics: z.array(z.object({ metrics: z.array(metric).default([]) })).default([]),
      }),
    )
    .default([]),
});

type Point = z.infer<typeof point>;
type Distribution = z.infer<typeof distribution>;
type Sent = z.infer<typeof metric>;

/**
 * The metrics of an OTLP/HTTP JSON request, by service, as the SDK that made them has them
 * (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding). Each value bears its service's name.
 *
 * @throws ZodError when the body is not one.
 */
export function metricsOf(body: unknown): { service: string; metrics: MetricData[] }[] {
  return request.parse(body).resourceMetrics.map(({ resource, scopeMetrics }) => {
    const service = String(plain(resource?.attributes ?? [])['service.name'] ?? 'unknown');
    const sent = scopeMetrics.flatMap(({ metrics }) => metrics);
    return { service, metrics: sent.flatMap((one) => asInSdk(one, service)) };
  });
}

function asInSdk(sent: Sent, service: string): MetricData[] {
  const { name, description, unit, gauge, sum, histogram } = sent;
  const about = { descriptor: { name, description, unit, valueType }, aggregationTemporality };
  const points = (list: Point[]) =>
    list.map((one) => ({ ...told(one, service), value: one.asDouble ?? one.asInt ?? 0 }));
  if (gauge !== undefined)
    return [{ ...about, dataPointType: DataPointType.GAUGE, dataPoints: points(gauge.dataPoints) }];
  if (sum !== undefined) {
    const { isMonotonic, dataPoints } = sum;
    return [{ ...about, dataPointType: DataPointType.SUM, isMonotonic, dataPoints: points(dataPoints) }];
  }
  if (histogram === undefined) return [];
  const dataPoints = histogram.dataPoints.map((one) => ({ ...told(one, service), value: spread(one) }));
  return [{ ...about, dataPointType: DataPointType.HISTOGRAM, dataPoints }];
}

/** What tells nothing to whoever reads the newest values: a double holds every one of them. */
const valueType = 1;
/** Our processes tell sums since their start. */
const aggregationTemporality = AggregationTemporality.CUMULATIVE;
const noTime: [number, number] = [0, 0];

const told = (of: Point | Distribution, service: string) => ({
  startTime: noTime,
  endTime: noTime,
  // What a counter or gauge of ours is told with are texts and numbers.
  attributes: { service, ...(plain(of.attributes) as Record<string, string | number>) },
});

const spread = ({ count, sum, bucketCounts, explicitBounds }: Distribution) => ({
  count,
  sum,
  buckets: { boundaries: explicitBounds, counts: bucketCounts },
});
