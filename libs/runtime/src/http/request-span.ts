import { type Context, context, type Span, SpanStatusCode } from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { deadlineIn } from '../outgoing.js';
import { log, startSpanFrom } from '../telemetry.js';

type Observed = { span: Span; active: Context };

const observed = new WeakMap<FastifyRequest, Observed>();

/** The trace a request belongs to, 32 hexadecimal digits. */
export const traceIdOfRequest = (request: FastifyRequest): string =>
  observed.get(request)?.span.spanContext().traceId ?? '0'.repeat(32);

/** One span and one access-log line per request, `x-trace-id` on every answer, and the caller's time budget as a deadline. */
export function observeRequests(
  fastify: FastifyInstance,
  { service, budgetMs }: { service: string; budgetMs: number },
): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown route';
    const { span, active } = startSpanFrom(`${request.method} ${route}`, {
      kind: 'server',
      parent: single(request.headers.traceparent) ?? '',
      attributes: { 'http.request.method': request.method, 'http.route': route },
    });
    const withBudget = deadlineIn(active, budgetOf(request, budgetMs));
    observed.set(request, { span, active: withBudget });
    reply.header('x-trace-id', span.spanContext().traceId);
    context.with(withBudget, done);
  });

  // Reading the body leaves the asynchronous context of the request: enter it again before the handler.
  fastify.addHook('preHandler', (request, _reply, done) => {
    const active = observed.get(request)?.active;
    if (active === undefined) done();
    else context.with(active, done);
  });

  fastify.addHook('onResponse', (request, reply, done) => {
    const span = observed.get(request)?.span;
    const status = reply.statusCode;
    if (span !== undefined) {
      span.setAttribute('http.response.status_code', status);
      if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    }
    log.info(
      {
        method: request.method,
        route: request.routeOptions.url,
        status,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        traceId: span?.spanContext().traceId,
      },
      service,
    );
    done();
  });
}

/** What the caller still has to wait; a stranger can shorten the budget, never lengthen it. */
function budgetOf(request: FastifyRequest, fallback: number): number {
  const given = single(request.headers['x-timeout-ms']);
  return given !== undefined && /^[1-9]\d{0,8}$/.test(given) ? Math.min(Number(given), fallback) : fallback;
}

const single = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);
