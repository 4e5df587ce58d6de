import { ApiError } from './api-error.js';
import type { KeptAnswers } from './ports.js';

const keptForMs = 24 * 3600 * 1000;

export type Answer = {
  status: number;
  body: string;
  headers: Record<string, string>;
  /** The answer must not reach the caller. */
  unanswered?: true;
};

/** A request that changes something. The fingerprint stands for its address and parameters. */
export type KeyedRequest = { id: string; key: string | undefined; fingerprint: string };

/**
 * What was answered under this request's key in the last 24 hours; undefined when nothing was
 * (https://docs.stripe.com/api/idempotent_requests).
 *
 * @throws ApiError 400 `idempotency_error` when the key belongs to a request with other parameters.
 */
export function keptAnswer(answers: KeptAnswers, request: KeyedRequest, now: Date): Answer | undefined {
  const kept = request.key === undefined ? undefined : answers.find(request.key);
  if (kept === undefined || kept.keptAt + keptForMs <= now.getTime()) return undefined;
  if (kept.fingerprint !== request.fingerprint) {
    throw new ApiError(400, {
      type: 'idempotency_error',
      message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${request.key}' if you meant to execute a different request.`,
    });
  }
  const { status, body, requestId } = kept;
  return { status, body, headers: { 'idempotent-replayed': 'true', 'original-request': requestId } };
}

/** Keeps an answer for repeats, and forgets those whose day is over. */
export function keepAnswer(answers: KeptAnswers, request: KeyedRequest, answer: Answer, now: Date): void {
  answers.dropUntil(now.getTime() - keptForMs);
  if (request.key === undefined) return;
  const { status, body } = answer;
  const { id: requestId, fingerprint } = request;
  answers.put(request.key, { fingerprint, requestId, status, body, keptAt: now.getTime() });
}

/** The keys of requests that are being answered right now, by this process. */
export class KeysInUse {
  readonly #keys = new Set<string>();

  /** @throws ApiError 409 when another request with this key has not been answered yet. */
  take(key: string): void {
    if (this.#keys.has(key)) {
      throw new ApiError(409, {
        type: 'idempotency_error',
        code: 'idempotency_key_in_use',
        message: `There is currently another in-progress request using this Idempotent Key (${key}). Please try again later.`,
      });
    }
    this.#keys.add(key);
  }

  release(key: string): void {
    this.#keys.delete(key);
  }
}
