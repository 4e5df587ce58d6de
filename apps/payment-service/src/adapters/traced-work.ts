import { withDeadline } from '@causeway/runtime/outgoing';
import { currentTraceparent, inSpan } from '@causeway/runtime/telemetry';
import type { InTrace } from '../core/ports.js';

/** How long work on one payment may talk to the provider, in milliseconds. */
const providerBudgetMs = 8000;

/** Goes on with a payment in the trace of its order, linked to what woke it up, with a time budget of its own. */
export const tracedWork: InTrace = (traceparent, work) =>
  inSpan('continue payment', { parent: traceparent, links: [currentTraceparent()] }, () =>
    withDeadline(providerBudgetMs, work),
  );
