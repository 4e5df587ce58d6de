import * as z from 'zod';

/**
 * Settings every door has. Each setting says in its `description` what it means, and `secret: true` when it must not be
 * seen: docs/configuration.md is written from that.
 */
export const doorEnv = z.object({
  HOST: z.string().default('127.0.0.1').meta({ description: 'The address to listen on.' }),
  PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .meta({ description: 'The port to listen on; with 0 the system chooses one.' }),
  CAUSEWAY_MODE: z.enum(['local', 'docker', 'cloud']).default('local').meta({
    description:
      'Where the process is told it runs. Everywhere but `local`, browsers are told to use TLS alone (Strict-Transport-Security); what answers is for other settings to choose.',
  }),
  PUBLIC_URL: z.url().default('http://localhost:8080').meta({
    description: 'The gateway as callers know it; also the issuer in tokens, so that all services must agree on it.',
  }),
});

/** Settings that every process reads before its door does, because what they switch is needed from the first line on. */
export const processEnv = z.object({
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .meta({ description: 'The least that is logged.' }),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional().meta({
    description:
      'Where traces and metrics go, by OTLP over HTTP (`/v1/traces` and `/v1/metrics` are added); absent, none are sent.',
  }),
  OTEL_METRIC_EXPORT_INTERVAL: z.coerce.number().int().min(100).default(15_000).meta({
    description: 'Milliseconds between two exports of the metrics.',
  }),
  CAUSEWAY_FAILPOINT: z
    .string()
    .regex(
      /^[a-z0-9.-]+(@\d+)?(=(kill|freeze(:\d+)?))?$/,
      'must be name, name@pass, name=kill or name=freeze:milliseconds',
    )
    .optional()
    .meta({
      description:
        'Names a point between two durable effects at which the process dies (`name`, `name=kill`) or stands still (`name=freeze:60000`, in milliseconds), for tests of crashes; `name@3` waits for the third pass.',
    }),
  CAUSEWAY_FAILPOINTS: z.enum(['on', 'off']).default('off').meta({
    description: 'Whether the parent process can arm such points while this one runs, by messages over IPC.',
  }),
});

/**
 * Parses the environment once, at the door. Each adapter owns a slice (a zod object); the door merges them.
 *
 * @throws Error with one sentence that names every wrong variable and its rule.
 */
export function readEnv<T extends z.ZodType>(schema: T, source: NodeJS.ProcessEnv = process.env): z.infer<T> {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${lowerFirst(issue.message)}`);
  throw new Error(`The configuration is wrong: ${faults.join('; ')}; set them in the environment and start again.`);
}

/** A switch as environments write it. */
export const envSwitch = (fallback: boolean) =>
  z
    .enum(['true', 'false'])
    .default(fallback ? 'true' : 'false')
    .transform((value) => value === 'true');

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
