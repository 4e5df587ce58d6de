import { startSpanFrom } from '@causeway/runtime/telemetry';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** One span per request, in the caller's trace when it sends a W3C `traceparent`. */
export function traceRequests(app: FastifyInstance): void {
  const spans = new WeakMap<FastifyRequest, ReturnType<typeof startSpanFrom>['span']>();

  app.addHook('onRequest', (request, _reply, done) => {
    const { traceparent = '' } = request.headers;
    const { span } = startSpanFrom(`${request.method} ${request.routeOptions.url ?? 'unknown route'}`, {
      kind: 'server',
      parent: String(traceparent),
    });
    spans.set(request, span);
    done();
  });

  app.addHook('onResponse', (request, reply, done) => {
    spans.get(request)?.setAttribute('http.response.status_code', reply.statusCode).end();
    done();
  });
}
