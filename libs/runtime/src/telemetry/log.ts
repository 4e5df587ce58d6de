import { trace } from '@opentelemetry/api';
import { pino } from 'pino';
import { processEnv, readEnvOrEnd } from '../env.js';
import { censored, redacted, secretFields } from './redaction.js';

let service = 'causeway';

/**
 * What JSON lets stand and some reader of a log obeys: the control characters from DEL on, of which U+009B begins a command to
 * a terminal, further ends of lines, and marks that turn the direction of text around.
 */
const obeyed = /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
const everyObeyed = new RegExp(obeyed, 'g');

const escaped = (line: string): string =>
  obeyed.test(line)
    ? line.replace(everyObeyed, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
    : line;

/** One JSON object a line on standard output, with the trace it belongs to; nothing that is logged can end or forge a line. */
export const log = pino({
  level: readEnvOrEnd(processEnv.pick({ LOG_LEVEL: true })).LOG_LEVEL,
  base: null,
  timestamp: () => `,"time":"${new Date().toISOString()}"`,
  formatters: { level: (level) => ({ level }) },
  redact: { paths: secretFields.flatMap((name) => [`["${name}"]`, `*["${name}"]`]), censor: censored },
  hooks: { streamWrite: (line) => redacted(escaped(line)) },
  mixin: () => {
    const traceId = trace.getActiveSpan()?.spanContext().traceId;
    return traceId === undefined ? { service } : { service, traceId };
  },
});

/** Names the service in every line from here on. */
export function logTo(name: string): void {
  service = name;
}
