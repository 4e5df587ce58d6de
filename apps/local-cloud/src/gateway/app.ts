import { DomainError, notFound } from '@causeway/data-model';
import { asyncApiDocument, openApiDocument } from '@causeway/data-model/documents';
import type { PathMethods } from '@causeway/runtime/path-methods';
import { problemOf } from '@causeway/runtime/problems';
import { type Mode, protectiveHeaders } from '@causeway/runtime/protective-headers';
import { holdToHttp, strictHttp } from '@causeway/runtime/strict-http';
import { log } from '@causeway/runtime/telemetry';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { htmlHeaders } from '../html-page.js';
import { takeAnyBody } from './any-body.js';
import { type AssetSource, serveAssets } from './assets.js';
import { allowOrigins } from './cors.js';
import { docsPage } from './docs-page.js';
import { forwarder } from './forward.js';
import { reportHealth } from './health.js';
import { knownPaths } from './known-paths.js';
import { onlyGet } from './only-get.js';
import { problemPages } from './problem-pages.js';
import { traceOf, traceRequests } from './request-trace.js';
import { longPatienceMs, routeTable, type Upstreams } from './upstreams.js';

export interface GatewaySettings {
  publicUrl: string;
  upstreams: Upstreams;
  /** The supervisor's control server, offered at `/__local/` to this computer only. */
  controlUrl?: string | undefined;
  assets: AssetSource;
  mode: Mode;
  /** Pages of these origins may use the API. */
  corsOrigins: readonly string[];
  /** Milliseconds a service has to begin its answer. */
  budgetMs?: number;
}

const bodyLimit = 6 * 1024 * 1024;
/** A service says itself which of these a path of its own takes; others, such as TRACE, are not for any. */
const forwarded = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/** The shop's front door: everything a client reaches goes through here, and nothing else is reachable. */
export function gateway(settings: GatewaySettings): FastifyInstance {
  const protective = protectiveHeaders(settings.mode);
  const known = knownPaths();
  const app = fastify({
    bodyLimit,
    requestTimeout: 30_000,
    keepAliveTimeout: 60_000,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
    ...strictHttp(protective),
  });
  traceRequests(app);
  holdToHttp(app, protective);
  allowOrigins(app, settings.corsOrigins, known);
  takeAnyBody(app);
  app.setErrorHandler(answerProblem);
  refuseUnknown(app, known);

  const forward = forwarder(settings.budgetMs ?? 10_000);
  app.addHook('onClose', () => forward.close());
  for (const [path, service] of Object.entries(routeTable)) {
    app.route({
      method: [...forwarded],
      url: path,
      handler: (request, reply) => forward(request, reply, settings.upstreams[service]),
    });
  }
  app.post('/v1/products/imports', (request, reply) =>
    forward(request, reply, settings.upstreams['product-service'], longPatienceMs),
  );
  const { controlUrl } = settings;
  if (controlUrl !== undefined) {
    app.all('/__local/*', (request, reply) => {
      if (!isLoopback(request)) throw notFound('It');
      return forward(request, reply, controlUrl, longPatienceMs);
    });
  }
  reportHealth(app, settings.upstreams);
  serveAssets(app, settings.assets);
  serveDocuments(app, settings.publicUrl);
  return app;
}

function serveDocuments(app: FastifyInstance, publicUrl: string): void {
  const openApi = openApiDocument(publicUrl);
  const asyncApi = asyncApiDocument();
  const page = docsPage(openApi);
  onlyGet(app, '/openapi.json', (_request, reply) => cached(reply).send(openApi));
  onlyGet(app, '/asyncapi.json', (_request, reply) => cached(reply).send(asyncApi));
  onlyGet(app, '/docs', (_request, reply) => cached(reply).headers(htmlHeaders).send(page));
  problemPages(app);
}

/** What does not exist under a path or a method is refused before anything is made of its body. */
function refuseUnknown(app: FastifyInstance, known: PathMethods): void {
  const refusalOf = (request: FastifyRequest, reply: FastifyReply): DomainError => {
    const [path = '/'] = request.url.split('?');
    const methods = known.of(path);
    if (methods.length === 0) return notFound(path);
    reply.header('allow', methods.join(', '));
    return new DomainError('method-not-allowed');
  };
  app.addHook('onRequest', (request, reply, done) => done(request.is404 ? refusalOf(request, reply) : undefined));
  app.setNotFoundHandler((request, reply) => {
    throw refusalOf(request, reply);
  });
}

const cached = (reply: FastifyReply) => reply.header('cache-control', 'public, max-age=300');

function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const path = request.raw.url?.split('?')[0] ?? '/';
  const { status, body, headers } = problemOf(error, { path, traceId: traceOf(request).traceId });
  if (status >= 500) log.warn({ err: error, path, traceId: body.traceId }, 'the gateway answered a request itself');
  reply.code(status).headers(headers).send(JSON.stringify(body));
}

const loopback = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);
const isLoopback = (request: FastifyRequest) => loopback.has(request.socket.remoteAddress ?? '');
