import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { censored, redacted, secretFields } from './redaction.js';

const secret = new Set<string>(secretFields);

/** Takes out of a span what no trace may hold, while it can still be changed: right before it ends. */
export const redactSpans: SpanProcessor = {
  onEnding(span) {
    for (const [name, value] of Object.entries(span.attributes)) {
      if (typeof value !== 'string') continue;
      const kept = secret.has(name.split('.').at(-1) ?? '') ? censored : redacted(value);
      if (kept !== value) span.setAttribute(name, kept);
    }
    const { code, message } = span.status;
    if (message !== undefined) span.setStatus({ code, message: redacted(message) });
    const name = redacted(span.name);
    if (name !== span.name) span.updateName(name);
  },
  onStart: () => undefined,
  onEnd: () => undefined,
  forceFlush: async () => undefined,
  shutdown: async () => undefined,
};
