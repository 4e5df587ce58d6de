import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { DomainError } from '@causeway/data-model';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemOf } from './problems.js';
import { currentTraceId, traceIdOfCaller } from './telemetry.js';

/** What no hook and no filter ever sees, because no route was looked for, answered as a problem all the same: options of Fastify. */
export const brokenRequests = {
  /** The path could not be read. */
  frameworkErrors(error: Error, request: FastifyRequest, reply: FastifyReply): void {
    const [path = '/'] = request.raw.url?.split('?') ?? [];
    const { status, body, headers } = problemOf(error, { path, traceId: traceIdOfCaller(request.headers.traceparent) });
    reply
      .code(status)
      .headers({ ...headers, 'x-trace-id': body.traceId })
      .send(JSON.stringify(body));
  },

  /** What came is not HTTP as Node reads it, or did not come in time; the connection cannot be used any further. */
  clientErrorHandler(error: Error & { code?: string }, socket: Socket): void {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const { status, body, headers } = problemOf(refusalOf(error.code), { path: '/', traceId: currentTraceId() });
    const text = JSON.stringify(body);
    const sent = {
      ...headers,
      ...(status === 405 ? { allow: 'GET, HEAD, POST, PUT, PATCH, DELETE' } : {}),
      'x-trace-id': body.traceId,
      'content-length': Buffer.byteLength(text),
      connection: 'close',
    };
    const lines = Object.entries(sent).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${text}`);
  },
};

function refusalOf(code: string | undefined): DomainError {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new DomainError('timeout', { detail: 'The request did not come in time.' });
    case 'HPE_HEADER_OVERFLOW':
      return new DomainError('too-large', { detail: 'The headers are too large.' });
    case 'HPE_INVALID_METHOD':
      return new DomainError('method-not-allowed', { detail: 'The method is not one of HTTP’s.' });
    default:
      return new DomainError('malformed-json', { detail: 'The request is not HTTP/1.1.' });
  }
}
