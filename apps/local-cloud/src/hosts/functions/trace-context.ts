import { randomBytes } from 'node:crypto';
import type { TraceContext } from './rpc.js';

const form = /^00-([0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})$/;

/** What a function is told of its trace (W3C Trace Context): it goes on when the caller sent one, and begins otherwise. */
export function traceContextOf(traceParent: string | undefined, traceState = ''): TraceContext {
  const [, traceId = randomBytes(16).toString('hex'), flags = '01'] = form.exec(traceParent ?? '') ?? [];
  return {
    traceParent: `00-${traceId}-${randomBytes(8).toString('hex')}-${flags}`,
    traceState,
    attributes: {},
  };
}
