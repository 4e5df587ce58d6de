import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { unavailable } from '@causeway/data-model';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Agent, type Dispatcher } from 'undici';
import { traceOf } from './request-trace.js';
import { both } from './vary.js';

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
const internal = ['x-timeout-ms', 'x-trace-id', 'x-real-ip', 'forwarded'];
const dropped = new Set([...hopByHop, ...internal]);
/** How long a body is shows when all of it is here. */
const notPassedOn = new Set([...dropped, 'content-length']);
/** API Gateway takes this name away from what a function answers; whoever stands before it gives it back, as CloudFront does. */
const renamed: Readonly<Record<string, string>> = { 'x-amzn-remapped-www-authenticate': 'www-authenticate' };
const aboutForwarding = 'x-forwarded-';
/** Which pages may read an answer is for the gateway to say. */
const aboutSharing = 'access-control-';

/** A service's event stream says something at least every 15 s. */
const silenceMs = 30_000;

export interface Forwarder {
  /** `patienceMs` is for what takes longer than the usual budget. */
  (request: FastifyRequest, reply: FastifyReply, upstream: string, patienceMs?: number): Promise<void>;
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
    bodyTimeout: silenceMs,
  });

  const forward = async (request: FastifyRequest, reply: FastifyReply, upstream: string, patienceMs = budgetMs) => {
    const { method, url } = request.raw;
    const outgoing: Dispatcher.DispatchOptions = {
      origin: upstream,
      path: url ?? '/',
      method: method ?? 'GET',
      headers: headersFor(request, patienceMs),
      headersTimeout: patienceMs,
      body: request.body instanceof Buffer ? request.body : null,
    };
    try {
      await passThrough(agent, outgoing, reply);
    } catch (error) {
      if ((method !== 'GET' && method !== 'HEAD') || isTimeout(error) || request.raw.destroyed) throw gone(error);
      await pause(20 + Math.random() * 60);
      await passThrough(agent, outgoing, reply).catch((again: unknown) => {
        throw gone(again);
      });
    }
  };
  return Object.assign(forward, { close: () => agent.destroy() });
}

/**
 * Resolves as soon as the service has begun its answer, which from then on goes straight from socket to socket; rejects
 * when it did not begin one. Streams between the two would cost more than everything else the gateway does.
 */
function passThrough(agent: Agent, outgoing: Dispatcher.DispatchOptions, reply: FastifyReply): Promise<void> {
  const client = reply.raw;
  return new Promise((begun, failed) => {
    let leave = (): void => undefined;
    agent.dispatch(outgoing, {
      onRequestStart(controller) {
        leave = () => {
          if (!client.writableFinished) controller.abort(new Error('The client is gone.'));
        };
        client.once('close', leave);
      },
      onResponseStart(_controller, status, headers) {
        reply.hijack();
        client.writeHead(status, answerHeaders(headers, reply.getHeaders()));
        if (headers['content-length'] === undefined) client.flushHeaders();
        begun();
      },
      onResponseData(controller, chunk) {
        if (client.write(chunk)) return;
        controller.pause();
        client.once('drain', () => controller.resume());
      },
      onResponseEnd() {
        client.end();
      },
      onResponseError(_controller, error) {
        client.off('close', leave);
        if (client.headersSent) client.destroy();
        failed(error);
      },
    });
  });
}

function headersFor(request: FastifyRequest, budgetMs: number): IncomingHttpHeaders {
  const sent = request.raw.headers;
  const named = (sent.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  const headers: IncomingHttpHeaders = {};
  for (const name in sent) {
    if (notPassedOn.has(name) || named.includes(name) || name.startsWith(aboutForwarding)) continue;
    headers[name] = sent[name];
  }
  // Node makes one line of several; a service refuses more than one key.
  if (headers['idempotency-key']?.includes(','))
    headers['idempotency-key'] = request.raw.headersDistinct['idempotency-key'];
  headers['x-timeout-ms'] = String(budgetMs);
  headers['x-forwarded-for'] = request.socket.remoteAddress;
  headers['x-forwarded-proto'] = 'http';
  headers['x-forwarded-host'] = sent.host;
  headers.traceparent = traceOf(request).traceparent;
  return headers;
}

type Own = Record<string, OutgoingHttpHeaders[string]>;

/** A service's headers, and the gateway's own where the service says nothing. */
function answerHeaders(headers: IncomingHttpHeaders, own: Own): Own {
  const answer = { ...own };
  for (const name in headers) {
    if (!dropped.has(name) && !name.startsWith(aboutSharing)) answer[renamed[name] ?? name] = headers[name];
  }
  if (own.vary !== undefined && headers.vary !== undefined) answer.vary = both(headers.vary, String(own.vary));
  return answer;
}

const isTimeout = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'UND_ERR_HEADERS_TIMEOUT';

const gone = (error: unknown) =>
  isTimeout(error)
    ? unavailable('The service behind this route took too long.', error)
    : unavailable('The service behind this route cannot be reached.', error);
