import { protectAnswers, protectiveHeaders } from '@causeway/runtime/protective-headers';
import { timeLimits } from '@causeway/runtime/strict-http';
import { log } from '@causeway/runtime/telemetry';
import { type FastifyInstance, fastify } from 'fastify';
import { apiVersion } from '../core/announce.js';
import type { NewId } from '../core/ports.js';
import { requireKey } from './authentication.js';
import { answerErrors } from './errors.js';
import { eventRoutes } from './event-routes.js';
import { intentRoutes } from './intent-routes.js';
import { Once } from './once.js';
import { parseForm } from './params.js';
import { limitRate } from './rate-limit.js';
import { refundRoutes } from './refund-routes.js';
import type { Sandbox } from './sandbox.js';
import { testRoutes } from './test-routes.js';
import { traceRequests } from './tracing.js';

/** The HTTP side, not yet listening: Stripe's API under `/v1`, the customer's and the checkers' part beside it. */
export function openApp(sandbox: Sandbox, newId: NewId): FastifyInstance {
  const app = fastify({
    genReqId: () => newId('req'),
    keepAliveTimeout: 60_000,
    requestTimeout: 15_000,
    http: timeLimits,
    forceCloseConnections: 'idle',
    routerOptions: { querystringParser: parseForm, maxParamLength: 200 },
  });
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, parseForm(String(body)));
  });
  // It stands in for somebody else's server on this computer or in a container, and is never spoken to over TLS.
  protectAnswers(app, protectiveHeaders('local'));
  traceRequests(app);
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('request-id', request.id).header('stripe-version', apiVersion);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const { method, id } = request;
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    log.info({ method, route: request.routeOptions.url, status: reply.statusCode, ms, requestId: id }, 'request');
    done();
  });
  answerErrors(app);

  app.get('/health/live', () => ({ status: 'live' }));
  app.get('/health/ready', () => {
    sandbox.books.timers.next();
    return { status: 'ready' };
  });
  testRoutes(app, sandbox);
  app.register(
    async (api) => {
      requireKey(api, sandbox.apiKey);
      if (sandbox.rateLimit !== undefined) limitRate(api, sandbox.rateLimit, sandbox.clock);
      const once = new Once(sandbox);
      intentRoutes(api, sandbox, once);
      refundRoutes(api, sandbox, once);
      eventRoutes(api, sandbox);
    },
    { prefix: '/v1' },
  );
  return app;
}
