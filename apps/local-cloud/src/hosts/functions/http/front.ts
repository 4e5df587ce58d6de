import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { timeLimits } from '@causeway/runtime/strict-http';
import type { HostJson } from '../host-json.js';
import type { Invocations } from '../invocations.js';
import { traceContextOf } from '../trace-context.js';
import { bodyOf, TooLarge } from './body.js';
import { Capacity, TooMany } from './capacity.js';
import { type HttpAnswer, httpAnswerOf } from './http-answer.js';
import { httpDataOf } from './http-data.js';
import { functionFor, type HttpFunction, httpOutputsOf } from './http-functions.js';

export interface FrontOptions {
  functions: readonly HttpFunction[];
  limits: HostJson['extensions']['http'];
  invocations: Invocations;
}

/** The host's HTTP side: requests become invocations of the function whose route they fit. */
export function httpFront({ functions, limits, invocations }: FrontOptions): Server {
  const capacity = new Capacity(limits.maxConcurrentRequests, limits.maxOutstandingRequests);

  async function answerTo(request: IncomingMessage): Promise<HttpAnswer> {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    // The host's own pages, for which the master key would be asked.
    if (/^\/+admin(\/|$)/i.test(path)) return empty(401);
    const found = functionFor(functions, request.method ?? 'GET', path);
    if (found === undefined) return empty(404);
    const { metadata } = found.http;
    const http = httpDataOf(request, found.parameters, await bodyOf(request));
    const response = await invocations.run({
      of: metadata,
      reason: 'This function was programmatically called via the host APIs.',
      data: { http },
      // The worker says that it needs none for HTTP.
      triggerMetadata: {},
      traceContext: traceContextOf(headerOf(request, 'traceparent'), headerOf(request, 'tracestate')),
    });
    return httpAnswerOf(response, httpOutputsOf(metadata.bindings));
  }

  return createServer({ ...timeLimits, noDelay: true, keepAliveTimeout: 65_000 }, (request, response) => {
    capacity
      .run(() => answerTo(request))
      .then(
        (answer) => send(response, answer, request.method === 'HEAD'),
        (error: unknown) => send(response, answerForError(error), false),
      );
  });
}

const headerOf = (request: IncomingMessage, name: string): string | undefined => [request.headers[name]].flat()[0];

const empty = (status: number): HttpAnswer => ({ status, headers: [], body: new Uint8Array() });

/** Of what a function threw the caller learns nothing; it is in the log. */
function answerForError(error: unknown): HttpAnswer {
  if (error instanceof TooMany) return empty(429);
  if (error instanceof TooLarge) return empty(413);
  return empty(500);
}

function send(response: ServerResponse, { status, headers, body }: HttpAnswer, isHead: boolean): void {
  if (response.destroyed) return;
  try {
    for (const [name, value] of headers) response.appendHeader(name, value);
    // What a function says of a transfer that it does not make is no use.
    response.removeHeader('transfer-encoding');
    if (![204, 205, 304].includes(status) && !isHead) response.setHeader('content-length', body.byteLength);
    response.writeHead(status);
  } catch {
    // A status or a header that HTTP does not have.
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    response.writeHead(500);
    response.end();
    return;
  }
  response.end(isHead ? undefined : body);
}
