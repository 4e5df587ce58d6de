import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { doorEnv, readEnv, type TrustedProxies } from '../env.js';
import { protectiveHeaders } from '../protective-headers.js';
import { holdToHttp, strictHttp } from '../strict-http.js';
import { acceptOnlyJson } from './accept.js';
import { answerMethodNotAllowed } from './method-not-allowed.js';
import { parseBodies } from './parsers.js';
import { ProblemFilter } from './problem-filter.js';
import { refuseGarbledQueries } from './query-encoding.js';
import { observeRequests } from './request-span.js';
import { WireValidationPipe } from './wire-validation.js';

export type HttpDoor = {
  /** The service's root module, with its settings bound. */
  module: Parameters<typeof NestFactory.create>[0];
  service: string;
  /** Milliseconds a request may take when its caller sets no `x-timeout-ms`. */
  budgetMs?: number;
  /** Whose `X-Forwarded-For` tells where a request comes from: these networks', or so many proxies'; nobody's without. */
  trustedProxies?: TrustedProxies;
};

/** A Nest application on Fastify with everything a service's HTTP side needs, not yet listening. */
export async function openHttp({
  module,
  service,
  budgetMs = 10_000,
  trustedProxies = [],
}: HttpDoor): Promise<NestFastifyApplication> {
  const { CAUSEWAY_MODE: mode } = readEnv(doorEnv.pick({ CAUSEWAY_MODE: true }));
  const protective = protectiveHeaders(mode);
  const adapter = new FastifyAdapter({
    bodyLimit: 1024 * 1024,
    requestTimeout: 15_000,
    keepAliveTimeout: 60_000,
    forceCloseConnections: 'idle',
    trustProxy: trusted(trustedProxies),
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
    exposeHeadRoutes: true,
    ...strictHttp(protective),
  });
  const fastify = adapter.getInstance();
  observeRequests(fastify, { service, budgetMs });
  holdToHttp(fastify, protective);
  acceptOnlyJson(fastify);
  parseBodies(fastify);
  refuseGarbledQueries(fastify);
  answerMethodNotAllowed(fastify);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    bodyParser: false,
    logger: ['error', 'warn', 'fatal'],
    abortOnError: false,
  });
  app.useGlobalFilters(new ProblemFilter());
  app.useGlobalPipes(new WireValidationPipe());
  return app;
}

/** Of several proxies the nearest to this process is hop 0. */
function trusted(proxies: TrustedProxies): string[] | false | ((address: string, hop: number) => boolean) {
  if (typeof proxies === 'number') return (_address, hop) => hop < proxies;
  return proxies.length > 0 && [...proxies];
}
