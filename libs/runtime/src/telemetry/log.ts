import { trace } from '@opentelemetry/api';
import { pino } from 'pino';
import { processEnv, readEnv } from '../env.js';

let service = 'causeway';

/** One JSON object a line on standard output, with the trace it belongs to. */
export const log = pino({
  level: readEnv(processEnv.pick({ LOG_LEVEL: true })).LOG_LEVEL,
  base: null,
  timestamp: () => `,"time":"${new Date().toISOString()}"`,
  formatters: { level: (level) => ({ level }) },
  redact: {
    paths: [
      'authorization',
      'password',
      'refreshToken',
      'accessToken',
      'email',
      '*.authorization',
      '*.password',
      '*.email',
    ],
    censor: '[redacted]',
  },
  mixin: () => {
    const traceId = trace.getActiveSpan()?.spanContext().traceId;
    return traceId === undefined ? { service } : { service, traceId };
  },
});

/** Names the service in every line from here on. */
export function logTo(name: string): void {
  service = name;
}
