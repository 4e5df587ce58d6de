import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { DomainError } from '@causeway/data-model';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemOf } from './problems.js';
import type { Headers } from './protective-headers.js';
import { afterRequest } from './request-end.js';
import { currentTraceId, traceIdOfCaller } from './telemetry.js';

/** How long a refused client has to read why before its connection is cut, in milliseconds. */
const lingerMs = 1000;
const methods = 'GET, HEAD, POST, PUT, PATCH, DELETE';

/**
 * What no hook and no filter ever sees, because no route was looked for, answered as a problem all the same: options of
 * Fastify.
 *
 * @param protective goes with every answer
 */
export function brokenRequests(protective: Headers) {
  const refused = new WeakSet<Duplex>();

  return {
    /** The path could not be read. */
    frameworkErrors(error: Error, request: FastifyRequest, reply: FastifyReply): void {
      const [path = '/'] = request.raw.url?.split('?') ?? [];
      const traceId = traceIdOfCaller(request.headers.traceparent);
      const { status, body, headers } = problemOf(error, { path, traceId });
      reply.code(status).headers({ ...protective, ...headers, 'x-trace-id': traceId });
      afterRequest(request.raw, () => reply.send(JSON.stringify(body)));
    },

    /** What came is not HTTP as Node reads it, or did not come in time; the connection cannot be used any further. */
    clientErrorHandler(error: Error & { code?: string }, socket: Socket): void {
      // Whatever follows on the connection fails in the same way, and was answered.
      if (refused.has(socket)) return;
      refused.add(socket);
      if (error.code === 'ECONNRESET') socket.destroy();
      else inTurn(socket, () => refuse(socket, protective, refusalOf(error.code), currentTraceId()));
    },
  };
}

/** This is no proxy: a tunnel is refused (RFC 9110, section 9.3.6). To be told of each CONNECT by `server.on('connect')`. */
export const refuseTunnel = (protective: Headers) => (request: IncomingMessage, socket: Duplex) => {
  const refusal = new DomainError('method-not-allowed', { detail: `CONNECT is not one of ${methods}.` });
  inTurn(socket, () => refuse(socket, protective, refusal, traceIdOfCaller(request.headers.traceparent)));
};

/**
 * Refuses when those who asked before on the same connection have their answers: a client takes answers in the order of its
 * requests (RFC 9112, section 9.3.2), so that one sent too early would be taken for somebody else's.
 */
function inTurn(socket: Duplex, refusal: () => void): void {
  const answer = answerDue(socket);
  if (!socket.writable) socket.destroy();
  else if (answer === null) refusal();
  else if (answer.req.complete) answer.once('close', () => setImmediate(inTurn, socket, refusal));
  else if (answer.headersSent) socket.destroy();
  else refusal();
}

/** The answer a connection waits for: Node keeps it on the socket, where its own handler of such errors looks, too. */
function answerDue(socket: Duplex): ServerResponse | null {
  const { _httpMessage: answer } = socket as Duplex & { _httpMessage?: ServerResponse | null }; // not in its types
  return answer ?? null;
}

function refuse(socket: Duplex, protective: Headers, refusal: DomainError, traceId: string): void {
  const { status, body, headers } = problemOf(refusal, { path: '/', traceId });
  const text = JSON.stringify(body);
  const sent = {
    ...protective,
    ...headers,
    ...(status === 405 ? { allow: methods } : {}),
    'x-trace-id': traceId,
    'content-length': Buffer.byteLength(text),
    connection: 'close',
  };
  const lines = Object.entries(sent).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${text}`);
  setTimeout(() => socket.destroy(), lingerMs).unref();
}

function refusalOf(code: string | undefined): DomainError {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new DomainError('timeout', { detail: 'The request did not come in time.' });
    case 'HPE_HEADER_OVERFLOW':
      return new DomainError('too-large', { detail: 'The headers are too large.' });
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new DomainError('too-large', { detail: 'The chunk extensions are too large.' });
    case 'HPE_INVALID_METHOD':
      return new DomainError('method-not-allowed', { detail: 'The method is not one of HTTP’s.' });
    default:
      return new DomainError('malformed-json', { detail: 'The request is not HTTP/1.1.' });
  }
}
