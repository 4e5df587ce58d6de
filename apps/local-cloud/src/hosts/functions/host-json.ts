import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { levels } from './rpc.js';
import { timeSpan } from './time-span.js';

/** -1 is without a limit, for which Infinity stands here. */
const limit = z
  .int()
  .min(-1)
  .transform((count) => (count === -1 ? Number.POSITIVE_INFINITY : count));

/** Levels are written with a capital letter, some hosts take any. */
const level = z
  .string()
  .transform((text) => text.toLowerCase())
  .pipe(z.enum(levels));

const http = z.object({
  routePrefix: z.string().default('api'),
  maxConcurrentRequests: limit.default(Number.POSITIVE_INFINITY),
  maxOutstandingRequests: limit.default(Number.POSITIVE_INFINITY),
});

const retryOptions = z.object({
  mode: z
    .string()
    .transform((text) => text.toLowerCase())
    .pipe(z.enum(['exponential', 'fixed']))
    .default('exponential'),
  tryTimeout: timeSpan.default(60_000),
  delay: timeSpan.default(800),
  maxDelay: timeSpan.default(60_000),
  maxRetries: z.int().min(0).default(3),
});

const serviceBus = z.object({
  autoCompleteMessages: z.boolean().default(true),
  maxConcurrentCalls: z.int().min(1).default(16),
  maxConcurrentSessions: z.int().min(1).default(8),
  maxAutoLockRenewalDuration: timeSpan.default(300_000),
  sessionIdleTimeout: timeSpan.optional(),
  prefetchCount: z.int().min(0).default(0),
  maxMessageBatchSize: z.int().min(1).default(1000),
  clientRetryOptions: retryOptions.prefault({}),
});

/** -1: without an end. */
const functionTimeout = z
  .literal('-1')
  .transform(() => Number.POSITIVE_INFINITY)
  .or(timeSpan);

/** What of host.json this host honours; durations come out in milliseconds. Defaults are those of the Flex Consumption plan. */
const hostJson = z.object({
  version: z.literal('2.0'),
  functionTimeout: functionTimeout.default(30 * 60_000),
  logging: z.object({ logLevel: z.record(z.string(), level).default({}) }).prefault({}),
  extensions: z.object({ http: http.prefault({}), serviceBus: serviceBus.prefault({}) }).prefault({}),
});
export type HostJson = z.infer<typeof hostJson>;
export type ServiceBusOptions = HostJson['extensions']['serviceBus'];

/**
 * An app's host.json, and the members of it that nothing here honours, such as `extensions.http.hsts`.
 *
 * @throws Error with one sentence when there is none or a member is wrong
 */
export function readHostJson(appDirectory: string): { host: HostJson; ignored: string[] } {
  const file = join(appDirectory, 'host.json');
  const given: unknown = contentOf(file);
  const parsed = hostJson.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`);
    throw new Error(`${file} is wrong: ${faults.join('; ')}.`);
  }
  return { host: parsed.data, ignored: unknownMembers(hostJson, given, '') };
}

function contentOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

/** Members of `given` that the schema does not know, by their path. */
function unknownMembers(schema: z.ZodType, given: unknown, path: string): string[] {
  const inner =
    'innerType' in schema.def && schema.def.innerType instanceof z.ZodType ? schema.def.innerType : undefined;
  if (inner !== undefined) return unknownMembers(inner, given, path);
  if (!(schema instanceof z.ZodObject) || typeof given !== 'object' || given === null) return [];
  return Object.entries(given).flatMap(([name, value]) => {
    const member: unknown = schema.shape[name];
    const at = path === '' ? name : `${path}.${name}`;
    return member instanceof z.ZodType ? unknownMembers(member, value, at) : [at];
  });
}
