import * as z from 'zod';

/** Attributes as OTLP writes them in JSON (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding). */
export const attributes = z.array(z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) })).default([]);

/** The same, by name. */
export function plain(list: z.infer<typeof attributes>): Record<string, unknown> {
  return Object.fromEntries(list.map(({ key, value }) => [key, plainValue(value)]));
}

function plainValue(value: Record<string, unknown>): unknown {
  if ('intValue' in value) return Number(value.intValue);
  const [first] = Object.values(value);
  return first ?? null;
}
