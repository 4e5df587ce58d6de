import { DomainError, type Problem, problem, unavailable } from '@causeway/data-model';
import { context, createContextKey } from '@opentelemetry/api';
import pRetry, { AbortError } from 'p-retry';
import { Agent } from 'undici';
import type { Failpoint } from './failpoints.js';
import { currentTraceparent, inSpan } from './telemetry.js';

const deadlineKey = createContextKey('causeway deadline');
/** An idle connection is closed here before most servers close it. */
const keepAliveMs = 30_000;

const openAgent = () =>
  new Agent({
    connections: 128,
    keepAliveTimeout: keepAliveMs,
    keepAliveMaxTimeout: 120_000,
    connect: { noDelay: true },
  });

let agent = openAgent();
let agentUsedAt = Date.now();

/** The timers that close idle connections stand still with a frozen process, whose callees have long closed theirs. */
function presentAgent(): Agent {
  const now = Date.now();
  if (now - agentUsedAt > keepAliveMs) {
    // It waits for what is under way.
    agent.close().catch(() => undefined);
    agent = openAgent();
  }
  agentUsedAt = now;
  return agent;
}

export type Call = {
  url: string;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  /** For each attempt, milliseconds; cut to what the request's own deadline leaves. */
  timeoutMs: number;
  /** How often to try in all; more than once only for calls that are safe to repeat. */
  attempts: number;
} & (
  | { method: 'GET' }
  | {
      method: 'POST' | 'PUT' | 'DELETE';
      /** Passed once the callee has answered 2xx: it has changed something, and we are yet to act on it. */
      point: Failpoint | 'changes nothing';
    }
);

export type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: unknown };

/**
 * One HTTP call to another service: traced, with a time-out, and a bounded number of attempts with jittered back-off on
 * connection errors, time-outs and 5xx. Other answers are returned for the caller to judge.
 *
 * @throws DomainError `unavailable` when no attempt was answered.
 */
export function call(what: string, outgoing: Call): Promise<Answer> {
  return inSpan(
    what,
    { kind: 'client', attributes: { 'http.request.method': outgoing.method, 'url.full': outgoing.url } },
    () =>
      pRetry(() => attempt(what, outgoing), {
        retries: outgoing.attempts - 1,
        minTimeout: 25,
        maxTimeout: 400,
        randomize: true,
      }),
  ).then((answer) => {
    const isDone = answer.status >= 200 && answer.status < 300;
    if (isDone && outgoing.method !== 'GET' && outgoing.point !== 'changes nothing') outgoing.point.pass();
    return answer;
  });
}

async function attempt(what: string, { method, url, headers, body, timeoutMs }: Call): Promise<Answer> {
  const left = Math.floor(Math.min(timeoutMs, timeLeft()));
  if (left <= 0) throw new AbortError(unavailable(`${what} had no time left.`));
  const answer = await send(what, { method, url, headers: headers ?? {}, body, left });
  if (answer.status >= 500) throw unavailable(`${what} failed with status ${answer.status}.`);
  return answer;
}

async function send(
  what: string,
  {
    method,
    url,
    headers,
    body,
    left,
  }: { method: Call['method']; url: string; headers: Record<string, string>; body: unknown; left: number },
): Promise<Answer> {
  try {
    const { origin, pathname, search } = new URL(url);
    const response = await presentAgent().request({
      origin,
      path: pathname + search,
      method,
      signal: AbortSignal.timeout(left),
      headers: {
        accept: 'application/json, application/problem+json',
        traceparent: currentTraceparent(),
        'x-timeout-ms': String(left),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.body.text();
    return { status: response.statusCode, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
  } catch (error) {
    throw unavailable(`${what} got no answer.`, error);
  }
}

/** The answer's problem as an error of ours, so that a callee's refusal can be passed on. */
export function refusalOf(answer: Answer, what: string): DomainError {
  const parsed = problem.safeParse(answer.body);
  if (!parsed.success) return new DomainError('internal', { detail: `${what} answered ${answer.status}.` });
  const { type, title, status, detail, instance, code, traceId, errors, ...members } = parsed.data satisfies Problem;
  return new DomainError(code, { detail, members, ...(errors === undefined ? {} : { errors }) });
}

/** Runs `fn` with a deadline (milliseconds from now) that every outgoing call inside it respects. */
export const withDeadline = <T>(ms: number, fn: () => T): T => context.with(deadlineIn(context.active(), ms), fn);

export const deadlineIn = (parent: ReturnType<typeof context.active>, ms: number) =>
  parent.setValue(deadlineKey, performance.now() + ms);

/** Milliseconds left of the request's time budget; infinite where none was set. */
export function timeLeft(): number {
  const deadline = context.active().getValue(deadlineKey);
  return typeof deadline === 'number' ? deadline - performance.now() : Number.POSITIVE_INFINITY;
}

/** Errors of stores, brokers and providers that speak of them and not of what was asked. */
const transientNames = new Set([
  'TimeoutError',
  'AbortError',
  'ConnectTimeoutError',
  'SocketError',
  'NetworkingError',
  'ThrottlingException',
  'Throttling',
  'TooManyRequestsException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'SlowDown',
  'TransactionConflictException',
  'TransactionInProgressException',
  'InternalServerError',
  'ServiceUnavailable',
  'StripeConnectionError',
  'StripeAPIError',
  'StripeRateLimitError',
  // The provider did not say what it has done: asking again is the only way to know.
  'InDoubt',
]);

/** Their own word on being retryable is about their own few retries: a refused connection counts as not worth one. */
const brokerErrors = new Set(['MessagingError', 'ServiceBusError']);
/** What no waiting cures: the message itself is wrong. */
const brokerRefusals = new Set(['MessageSizeExceeded', 'MessageSizeExceededError']);

const transientCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  // The process or the disk is at its limit.
  'EMFILE',
  'ENFILE',
  'ENOSPC',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_SOCKET',
  'UND_ERR_ABORTED',
  'UND_ERR_CLOSED',
  'UND_ERR_DESTROYED',
  'ESOCKET',
  'ECONNECTION',
  'EDNS',
  'ETIMEOUT',
  'ELOGIN',
  'ECONNCLOSED',
  'ENOTOPEN',
  'REQUEST_SEND_ERROR',
]);

/** SQLite's primary result codes for a file that is locked or a disk that is full or fails (https://www.sqlite.org/rescode.html). */
const transientInSqlite = new Set([5, 6, 7, 10, 13, 14, 15]);

/** Whether trying again later can help: the store or the service was away, slow or busy, and nothing is wrong with the request. */
export function isTransient(error: unknown): boolean {
  if (error instanceof DomainError) return ['unavailable', 'timeout', 'idempotency-in-progress'].includes(error.code);
  // Not `instanceof Error`: Node's own errors can come from another realm than this code, as they do under jest.
  if (typeof error !== 'object' || error === null) return false;
  const name = 'name' in error ? String(error.name) : '';
  const code = 'code' in error ? String(error.code) : '';
  if (brokerErrors.has(name)) return !brokerRefusals.has(code);
  if (transientNames.has(name)) return !('retryable' in error) || error.retryable !== false;
  if (transientCodes.has(code) || isFailing(error)) return true;
  if ('errors' in error && Array.isArray(error.errors) && error.errors.some(isTransient)) return true;
  return 'cause' in error && error.cause !== undefined && isTransient(error.cause);
}

/** Whether an answer says that its sender is at fault or busy: a status, a word of AWS' clients, a code of SQLite. */
function isFailing(error: object): boolean {
  const status = statusOf(error);
  if (status !== undefined) return status >= 500 || status === 408 || status === 429;
  if ('$retryable' in error && error.$retryable !== undefined) return true;
  // The lowest byte of an extended result code is the primary one.
  return 'errcode' in error && typeof error.errcode === 'number' && transientInSqlite.has(error.errcode & 0xff);
}

function statusOf(error: object): number | undefined {
  if ('statusCode' in error && typeof error.statusCode === 'number') return error.statusCode;
  if (!('$metadata' in error) || typeof error.$metadata !== 'object' || error.$metadata === null) return undefined;
  const { $metadata: metadata } = error;
  return 'httpStatusCode' in metadata && typeof metadata.httpStatusCode === 'number'
    ? metadata.httpStatusCode
    : undefined;
}
