import { isIP } from 'node:net';
import * as z from 'zod';
import { cloudIdentityEnv } from './cloud-identity/settings.js';
import { vaultEnv } from './env/resolve-references.js';
import { modes } from './env/rule.js';
import { encryptedInCloud } from './env/secrets.js';

export { isCloudHost } from './env/cloud-hosts.js';
export { type NewestFirst, newestFirst } from './env/newest-first.js';
export { readEnv, readEnvOrEnd } from './env/read-env.js';
export { readSettings, settingsIn, withoutReferences } from './env/read-settings.js';
export type { Rule, Secret } from './env/rule.js';
export {
  connectionFields,
  firstFault,
  keyInConnectionString,
  onlyLocally,
  passwordInUrl,
  randomText,
  randomTexts,
} from './env/secrets.js';
export { azuriteKey, weaknessOf } from './env/weakness.js';

/**
 * Settings every door has. Each setting says in its `description` what it means and, when it must not be seen, as its
 * `secret` what it has to be outside of local mode: docs/configuration.md is written from that.
 */
export const doorEnv = z.object({
  HOST: z.string().default('127.0.0.1').meta({ description: 'The address to listen on.' }),
  PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .meta({ description: 'The port to listen on; with 0 the system chooses one.' }),
  CAUSEWAY_MODE: z.enum(modes).default('local').meta({
    description:
      'Where the process runs, and so how strict it is with its secrets; everywhere but `local`, browsers are told to use TLS alone (Strict-Transport-Security). Other settings choose what answers. It must be set where a cloud runs the process, or where `HOST` lets others reach it.',
  }),
  PUBLIC_URL: z.url().default('http://localhost:8080').meta({
    description:
      'The gateway as callers know it; also the issuer in tokens, so that all services must agree on it. In `cloud` mode it is an `https:` URL.',
    rule: encryptedInCloud,
  }),
  TIMER_LEAST_MS: z.coerce.number().int().min(0).max(3_600_000).default(0).meta({
    description:
      'The least milliseconds between two turns of a timer of Azure Functions, where each turn is paid for; other settings say how often there is something to do.',
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
  OTEL_TRACES_SAMPLER: z
    .enum(['parentbased_always_on', 'parentbased_traceidratio', 'always_off'])
    .default('parentbased_always_on')
    .meta({
      description:
        'Which traces are kept: all, the share that `OTEL_TRACES_SAMPLER_ARG` says, or none. A trace that a caller has begun is kept when the caller keeps it, except with `always_off`.',
    }),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1).meta({
    description: 'The share of traces that `parentbased_traceidratio` keeps, from 0 to 1.',
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
  ...vaultEnv.shape,
  ...cloudIdentityEnv.shape,
});

/** Networks, or the number of proxies that a request comes through. */
export type TrustedProxies = number | readonly string[];

const hops = /^[1-9]$/;

/** The setting of a service that has to know where its callers are. */
export const trustedProxiesEnv = z.object({
  TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform((list): TrustedProxies => {
      if (hops.test(list.trim())) return Number(list);
      return list.split(',').flatMap((one) => one.trim() || []);
    })
    .refine(
      (all) => typeof all === 'number' || all.every(isNetwork),
      'must be IP addresses or networks such as 10.0.0.0/16, separated by commas, or a number of proxies from 1 to 9',
    )
    .meta({
      description:
        'The proxies whose `X-Forwarded-For` is believed, as addresses or networks (`10.0.0.0/16`) separated by commas; or how many there are on the way (`1`), where nobody can come by another and their addresses are not known. Without any, callers are where their connection comes from.',
    }),
});

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const most = isIP(address) === 6 ? 128 : 32;
  return (
    isIP(address) > 0 && rest.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most))
  );
}

/** A switch as environments write it. */
export const envSwitch = (fallback: boolean) =>
  z
    .enum(['true', 'false'])
    .default(fallback ? 'true' : 'false')
    .transform((value) => value === 'true');
