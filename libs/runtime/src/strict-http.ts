import type { IncomingMessage, ServerResponse } from 'node:http';
import { DomainError, unavailable } from '@causeway/data-model';
import type { FastifyInstance } from 'fastify';
import { brokenRequests, refuseTunnel } from './broken-requests.js';
import type { Headers } from './protective-headers.js';
import { afterRequest } from './request-end.js';

/** Milliseconds for all headers of a request; how long its body may take is Fastify's `requestTimeout`. */
const headersTimeoutMs = 10_000;
/** Node looks for requests that are late only this often, in milliseconds. */
const lookForLateMs = 500;
const mostHeaders = 100;
const hostForm = /^[\w.~!$&'()*+,;=%:[\]-]*$/;
const absoluteForm = /^https?:\/\/([^/?#]*)(.*)$/is;

/** Limits of time for Node's HTTP server, which `http.createServer` and Fastify's `http` take. */
export const timeLimits = { headersTimeout: headersTimeoutMs, connectionsCheckingInterval: lookForLateMs };

/**
 * Options of Fastify for a server that answers whatever comes with a problem: what is not HTTP, too, what comes too slowly,
 * and what Node and Fastify would answer in words of their own.
 */
export const strictHttp = (protective: Headers) => ({
  ...brokenRequests(protective),
  http: { ...timeLimits, requireHostHeader: false },
  return503OnClosing: false,
  rewriteUrl: originForm,
});

/**
 * Holds requests to RFC 9112 where Node is lenient, puts `protective` on every answer, and lets a client send its body to
 * the end before it is answered. Call it once the trace of a request is known and before anything else looks at the request.
 */
export function holdToHttp(fastify: FastifyInstance, protective: Headers): void {
  let isClosing = false;
  fastify.addHook('preClose', (done) => {
    isClosing = true;
    done();
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.headers(protective);
    const fault = isClosing ? unavailable('This process is about to end; another one answers.') : faultOf(request.raw);
    if (fault !== undefined) reply.header('connection', 'close');
    done(fault);
  });
  fastify.addHook('onSend', (request, _reply, _payload, done) => afterRequest(request.raw, done));
  const { server } = fastify;
  server.on('connect', refuseTunnel(protective));
  // An expectation that is not known may be ignored (RFC 9110, section 10.1.1); Node would answer it with a bare 417.
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    server.emit('request', request, response);
  });
}

function faultOf({ httpVersionMajor, httpVersionMinor, headers, rawHeaders, url }: IncomingMessage) {
  if (httpVersionMajor !== 1) return notHttp('The request is neither HTTP/1.1 nor HTTP/1.0.');
  if (rawHeaders.length > 2 * mostHeaders) {
    return new DomainError('too-large', { detail: `A request has at most ${mostHeaders} header lines.` });
  }
  const hosts = hostsIn(rawHeaders);
  if (hosts > 1 || (hosts === 0 && httpVersionMinor > 0) || !hostForm.test(headers.host ?? '')) {
    return notHttp('Send one Host header with a host and a port.');
  }
  const coding = headers['transfer-encoding'];
  if (coding !== undefined && coding.toLowerCase() !== 'chunked') {
    return notHttp('The only transfer coding known here is chunked.');
  }
  return url?.includes('#') ? notHttp('A request target has no fragment.') : undefined;
}

const notHttp = (detail: string): DomainError => new DomainError('malformed-json', { detail });

/** Node keeps the first of several Host headers and forgets the others (RFC 9112, section 3.2). */
function hostsIn(rawHeaders: readonly string[]): number {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  return hosts;
}

/** A target that names a host is taken as that host's own path (RFC 9112, section 3.2.2). */
function originForm(request: IncomingMessage): string {
  const { url = '/' } = request;
  if (url.startsWith('/')) return url;
  const [, host, target = ''] = absoluteForm.exec(url) ?? [];
  if (host === undefined) return url;
  request.headers.host = host;
  return target.startsWith('/') ? target : `/${target}`;
}
