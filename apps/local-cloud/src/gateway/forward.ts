import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { unavailable } from '@causeway/data-model';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Agent, type Dispatcher } from 'undici';
import { traceOf } from './request-trace.js';

/** RFC 9110, section 7.6.1; `expect` is answered by this side's own server. */
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
];
/** What only the system itself may say. */
const internal = [
  'x-timeout-ms',
  'x-trace-id',
  'x-real-ip',
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
];
const dropped = new Set([...hopByHop, ...internal]);

/** A service's event stream says something at least every 15 s. */
const silenceMs = 30_000;

export interface Forwarder {
  (request: FastifyRequest, reply: FastifyReply, upstream: string): Promise<FastifyReply>;
  close(): Promise<void>;
}

/**
 * Passes requests on: path, query and body byte for byte, the answer as it streams in. The service gets `budgetMs` to
 * begin its answer. A GET or HEAD that met a broken connection is tried once more.
 */
export function forwarder(budgetMs: number): Forwarder {
  const agent = new Agent({
    connections: 128,
    keepAliveTimeout: 30_000,
    connect: { timeout: 2000 },
    headersTimeout: budgetMs,
    bodyTimeout: silenceMs,
  });

  const forward = async (request: FastifyRequest, reply: FastifyReply, upstream: string) => {
    const { method, url } = request.raw;
    const outgoing: Dispatcher.RequestOptions = {
      origin: upstream,
      path: url ?? '/',
      method: (method ?? 'GET') as Dispatcher.HttpMethod, // Fastify's router let only known methods in
      headers: headersFor(request, budgetMs),
      body: request.body instanceof Buffer ? request.body : null,
    };
    const answer = await agent.request(outgoing).catch(async (error: unknown) => {
      if ((method !== 'GET' && method !== 'HEAD') || isTimeout(error)) throw gone(error);
      await pause(20 + Math.random() * 60);
      return agent.request(outgoing).catch((again: unknown) => {
        throw gone(again);
      });
    });
    reply.code(answer.statusCode);
    copyHeaders(answer.headers, reply);
    if (method === 'HEAD' || answer.statusCode === 204 || answer.statusCode === 304) {
      await answer.body.dump();
      return reply.send();
    }
    return reply.send(answer.body);
  };
  return Object.assign(forward, { close: () => agent.destroy() });
}

function headersFor(request: FastifyRequest, budgetMs: number): IncomingHttpHeaders {
  const named = request.headers.connection?.toLowerCase().split(/\s*,\s*/) ?? [];
  const headers: IncomingHttpHeaders = {};
  for (const name in request.headers) {
    if (!dropped.has(name) && !named.includes(name)) headers[name] = request.headers[name];
  }
  headers['x-timeout-ms'] = String(budgetMs);
  headers['x-forwarded-for'] = request.socket.remoteAddress;
  headers['x-forwarded-proto'] = 'http';
  headers['x-forwarded-host'] = request.headers.host;
  headers.traceparent = traceOf(request).traceparent;
  return headers;
}

function copyHeaders(headers: IncomingHttpHeaders, reply: FastifyReply): void {
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined && !dropped.has(name)) reply.header(name, value);
  }
}

const isTimeout = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'UND_ERR_HEADERS_TIMEOUT';

const gone = (error: unknown) =>
  isTimeout(error)
    ? unavailable('The service behind this route took too long.', error)
    : unavailable('The service behind this route cannot be reached.', error);
