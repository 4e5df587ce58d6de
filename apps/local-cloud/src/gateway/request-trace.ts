import { currentTraceparent, startSpanFrom, traceIdOf } from '@causeway/runtime/telemetry';
import type { FastifyInstance, FastifyRequest } from 'fastify';

type Span = ReturnType<typeof startSpanFrom>['span'];
type Observed = { span?: Span; traceparent: string };

const observed = new WeakMap<FastifyRequest, Observed>();
const none = `00-${'0'.repeat(32)}-${'0'.repeat(16)}-00`;
const errorStatus = 2;
/** What machines ask all day would bury the traces that people look for. */
const untraced = /^\/(health|__local|assets)\//;

/** The trace a request belongs to. */
export function traceOf(request: FastifyRequest): { traceparent: string; traceId: string } {
  const traceparent = observed.get(request)?.traceparent ?? none;
  return { traceparent, traceId: traceIdOf(traceparent) };
}

/** One span per request, which continues the caller's trace or starts one, and `x-trace-id` on every answer. */
export function traceRequests(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown route';
    if (untraced.test(route)) {
      const unsampled = currentTraceparent();
      observed.set(request, { traceparent: unsampled });
      reply.header('x-trace-id', traceIdOf(unsampled));
      done();
      return;
    }
    const { traceparent } = request.headers;
    const { span } = startSpanFrom(`${request.method} ${route}`, {
      kind: 'server',
      parent: typeof traceparent === 'string' ? traceparent : '',
      attributes: { 'http.request.method': request.method, 'http.route': route },
    });
    const { traceId, spanId, traceFlags } = span.spanContext();
    observed.set(request, { span, traceparent: `00-${traceId}-${spanId}-0${traceFlags & 1}` });
    reply.header('x-trace-id', traceId);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const span = observed.get(request)?.span;
    span?.setAttribute('http.response.status_code', reply.statusCode);
    if (reply.statusCode >= 500) span?.setStatus({ code: errorStatus });
    span?.end();
    done();
  });
}
