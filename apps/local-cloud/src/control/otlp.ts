import * as z from 'zod';
import { attributes, plain } from './otlp-attributes.js';

/** A span as `/__local/traces` shows it; times are milliseconds since 1970, with fractions. */
export interface StoredSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string | null;
  name: string;
  service: string;
  cloud: string;
  kind: string;
  start: number;
  end: number;
  durationMs: number;
  status: 'unset' | 'ok' | 'error';
  attributes: Record<string, unknown>;
  links: { traceId: string; spanId: string }[];
}

const nanoseconds = z.union([z.string().regex(/^\d+$/), z.number()]);
const span = z.object({
  traceId: z.string().regex(/^[0-9a-f]{32}$/i),
  spanId: z.string().regex(/^[0-9a-f]{16}$/i),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.number().default(1),
  startTimeUnixNano: nanoseconds,
  endTimeUnixNano: nanoseconds,
  attributes,
  links: z.array(z.object({ traceId: z.string(), spanId: z.string() })).default([]),
  status: z.object({ code: z.number().default(0) }).optional(),
});
const request = z.object({
  resourceSpans: z
    .array(
      z.object({
        resource: z.object({ attributes }).optional(),
        scopeSpans: z.array(z.object({ spans: z.array(span).default([]) })).default([]),
      }),
    )
    .default([]),
});

const kinds = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'];
const statuses = ['unset', 'ok', 'error'] as const;

/**
 * The spans of an OTLP/HTTP JSON request (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding).
 *
 * @throws ZodError when the body is not one.
 */
export function spansOf(body: unknown): StoredSpan[] {
  return request.parse(body).resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const about = plain(resource?.attributes ?? []);
    const service = String(about['service.name'] ?? 'unknown');
    const cloud = String(about['cloud.provider'] ?? 'unknown');
    return scopeSpans.flatMap(({ spans }) => spans.map((one) => stored(one, service, cloud)));
  });
}

function stored(one: z.infer<typeof span>, service: string, cloud: string): StoredSpan {
  const start = milliseconds(one.startTimeUnixNano);
  const end = milliseconds(one.endTimeUnixNano);
  return {
    traceId: one.traceId.toLowerCase(),
    spanId: one.spanId.toLowerCase(),
    parentSpanId: one.parentSpanId === undefined || one.parentSpanId === '' ? null : one.parentSpanId.toLowerCase(),
    name: one.name,
    service,
    cloud,
    kind: kinds[one.kind] ?? 'internal',
    start,
    end,
    durationMs: Math.round((end - start) * 1000) / 1000,
    status: statuses[one.status?.code ?? 0] ?? 'unset',
    attributes: plain(one.attributes),
    links: one.links.map(({ traceId, spanId }) => ({ traceId, spanId })),
  };
}

/** Nanoseconds do not fit a double: the last six digits become the fraction. */
function milliseconds(nanos: string | number): number {
  const text = String(nanos);
  return Number(text.slice(0, -6)) + Number(text.slice(-6)) / 1e6;
}
