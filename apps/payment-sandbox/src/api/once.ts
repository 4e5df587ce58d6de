import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiError, invalidRequest } from '../core/api-error.js';
import { type Answer, type KeyedRequest, KeysInUse, keepAnswer, keptAnswer } from '../core/idempotency.js';
import type { Books, Effect, World } from '../core/ports.js';
import { apiErrorOf, errorText } from './errors.js';
import type { Sandbox } from './sandbox.js';

export type Result = { status: number; body: object; unanswered?: true };

/** Does what a request asks, inside one transaction; `caller` tells the request from all others. */
export type Action = (books: Books, world: World, caller: string) => Result;

/** Answers POST requests: each happens once, however often it is repeated under its `Idempotency-Key`. */
export class Once {
  readonly #sandbox: Sandbox;
  readonly #keysInUse = new KeysInUse();

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
  }

  async answer(http: FastifyRequest, reply: FastifyReply, effect: Effect, action: Action): Promise<FastifyReply> {
    const request = keyedRequest(http);
    if (request.key === undefined) return this.#executeAndSend(request, reply, effect, action);
    this.#keysInUse.take(request.key);
    try {
      reply.header('idempotency-key', request.key);
      return await this.#executeAndSend(request, reply, effect, action);
    } finally {
      this.#keysInUse.release(request.key);
    }
  }

  async #executeAndSend(
    request: KeyedRequest,
    reply: FastifyReply,
    effect: Effect,
    action: Action,
  ): Promise<FastifyReply> {
    const answer = await this.#execute(request, effect, action);
    const isHeard = answer.unanswered === undefined || (await this.#isPatient(reply));
    if (!isHeard) {
      reply.hijack();
      reply.raw.destroy();
      return reply;
    }
    return reply.status(answer.status).headers(answer.headers).type('application/json').send(answer.body);
  }

  async #execute(request: KeyedRequest, effect: Effect, action: Action): Promise<Answer> {
    const { transactions } = this.#sandbox;
    try {
      return await transactions.run(effect, (books) => this.#inTransaction(books, request, action));
    } catch (error) {
      const answer = refusal(apiErrorOf(error));
      // What began to execute and broke is replayed too: nothing of it was written.
      if (answer.status === 500) {
        await transactions
          .run('failure-kept', (books) => keepAnswer(books.answers, request, answer, this.#sandbox.clock()))
          .catch(apiErrorOf);
      }
      return answer;
    }
  }

  #inTransaction(books: Books, request: KeyedRequest, action: Action): Answer {
    const world = this.#sandbox.world({ id: request.id, idempotency_key: request.key ?? null });
    const kept = keptAnswer(books.answers, request, world.now);
    if (kept !== undefined) return kept;
    const answer = answered(() => action(books, world, request.key ?? request.fingerprint));
    // A 503 promises that nothing happened, so that a repeat finds nothing of it either.
    if (answer.status !== 503) keepAnswer(books.answers, request, answer, world.now);
    return answer;
  }

  /** Holds the answer back, and says whether the caller is still there when the silence ends. */
  async #isPatient(reply: FastifyReply): Promise<boolean> {
    const { hangMs, stopping } = this.#sandbox;
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    try {
      await wait(hangMs, undefined, { signal: AbortSignal.any([gone.signal, stopping]) });
      return true;
    } catch {
      return false;
    }
  }
}

/** A refusal is an answer like any other, and is kept like any other. */
function answered(action: () => Result): Answer {
  try {
    const { status, body, unanswered } = action();
    return { status, body: JSON.stringify(body), headers: {}, ...(unanswered ? { unanswered } : {}) };
  } catch (error) {
    if (error instanceof ApiError) return refusal(error);
    throw error;
  }
}

const refusal = (error: ApiError): Answer => ({ status: error.status, body: errorText(error), headers: error.headers });

function keyedRequest(http: FastifyRequest): KeyedRequest {
  const given = http.headers['idempotency-key'];
  const key = Array.isArray(given) ? given[0] : given;
  if (key !== undefined && (key === '' || key.length > 255)) {
    throw invalidRequest('An Idempotency-Key has 1 to 255 characters.');
  }
  const [path] = http.url.split('?');
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([http.method, path, sorted(http.body ?? {})]))
    .digest('hex');
  return { id: http.id, key, fingerprint };
}

/** The same parameters are the same in whatever order they came. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, sorted(inner)]);
}
