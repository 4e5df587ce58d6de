import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { timeLimits } from '@causeway/runtime/strict-http';
import { malformed, throttled, timedOut, tooLong, unknownRoute } from './gateway/gateway-response.js';
import { integrationMs, methods, mostBodyBytes } from './gateway/limits.js';
import { type Answer, answerOf } from './gateway/proxy-answer.js';
import { proxyEventOf } from './gateway/proxy-event.js';
import type { LambdaFunction } from './lambda-function.js';
import { RequestTooLarge, Throttled } from './outcome.js';
import { readBody, TooLarge } from './read-body.js';
import { rootOf, traceIdFor } from './trace-id.js';

export interface FrontOptions {
  fn: Pick<LambdaFunction, 'invoke'>;
  binaryMediaTypes: readonly string[];
  /** Takes one sentence about each request that found no answer of the function's own. */
  say: (sentence: string) => void;
  /** Milliseconds that the function may take, waiting for an environment included. */
  timeoutMs?: number;
}

/**
 * An API Gateway REST API before one function: all paths are its proxy resource, all methods go to it, by Lambda proxy
 * integration. Where Lambda would throttle, a request waits here as long as the integration may take, because a small
 * computer has few environments; only then it is throttled.
 */
export function front({ fn, binaryMediaTypes, say, timeoutMs = integrationMs }: FrontOptions): Server {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '', headers } = request;
    const traceRoot = rootOf(headersValue(headers['x-amzn-trace-id']));
    const done = (found: Answer) => {
      // Whoever asked while the front was being closed asks the next one elsewhere.
      if (!server.listening) response.shouldKeepAlive = false;
      send(response, found, { method, traceRoot });
    };
    if (!methods.has(method) || !/^\/[^?]/.test(url)) return done(unknownRoute);
    try {
      const body = await readBody(request, mostBodyBytes);
      const event = proxyEventOf({ method, url, body, ...connection(request, traceRoot) }, binaryMediaTypes);
      // Its patience ends a moment before the integration does: who still waits then was throttled.
      const invoked = fn.invoke(JSON.stringify(event), { patienceMs: timeoutMs, traceId: traceIdFor(traceRoot) });
      const late = after(timeoutMs);
      const outcome = await Promise.race([invoked, late.promise]).finally(late.stop);
      if (outcome === undefined) return done(timedOut);
      const found = outcome.ok ? answerOf(outcome.payload, { accept: headers.accept, binaryMediaTypes }) : undefined;
      if (found === undefined)
        say(
          `${method} ${pathIn(url)}: ${outcome.ok ? 'a malformed Lambda proxy response' : outcome.error.errorMessage}`,
        );
      done(found ?? malformed);
    } catch (error) {
      const found = refusalFor(error);
      if (found === undefined) throw error;
      say(`${method} ${pathIn(url)}: ${String(error)}`);
      done(found);
    }
  };
  const options = { ...timeLimits, requestTimeout: 30_000, keepAliveTimeout: 75_000 };
  const server = createServer(options, (request, response) => {
    // What is left is a client that has gone.
    answer(request, response).catch(() => response.destroy());
  });
  return server;
}

/** A query can hold what is personal: no line has it. */
const pathIn = (url: string): string => url.split('?', 1).join();

const headersValue = (one: string | string[] | undefined): string | undefined =>
  Array.isArray(one) ? one.at(-1) : one;

function connection({ socket, httpVersion, rawHeaders }: IncomingMessage, traceRoot: string) {
  const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  return { httpVersion, rawHeaders, caller: { address, port: socket.localPort ?? 0, traceRoot } };
}

function refusalFor(error: unknown): Answer | undefined {
  if (error instanceof TooLarge || error instanceof RequestTooLarge) return tooLong;
  return error instanceof Throttled ? throttled : undefined;
}

function send(
  response: ServerResponse,
  { status, headers, body }: Answer,
  asked: { method: string; traceRoot: string },
) {
  const hasBody = asked.method !== 'HEAD' && status !== 204 && status !== 304;
  response.writeHead(status, [
    ...headers,
    ...(hasBody ? ['Content-Length', String(body.length)] : []),
    'x-amzn-RequestId',
    crypto.randomUUID(),
    'X-Amzn-Trace-Id',
    `Root=${asked.traceRoot}`,
  ]);
  response.end(hasBody ? body : undefined);
}

function after(ms: number): { promise: Promise<undefined>; stop: () => void } {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), ms);
  return { promise, stop: () => clearTimeout(timer) };
}
