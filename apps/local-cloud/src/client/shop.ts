import { setTimeout as delay } from 'node:timers/promises';

/** A refusal of the API, with the problem it answered. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly problem: Record<string, unknown>,
    what: string,
  ) {
    super(`${what}: ${status} ${code}${typeof problem.detail === 'string' ? ` (${problem.detail})` : ''}`);
  }
}

export type Reply<T> = { status: number; body: T; traceId: string; headers: Headers };

type Send = { method: string; path: string; body?: unknown; contentType?: string; headers?: Record<string, string> };

/** How long one request is tried again while the shop is away or busy: longer than any restart of a service. */
const usualPatienceMs = 120_000;
const worthAnotherTry = new Set(['unavailable', 'idempotency-in-progress', 'timeout', 'quota-exceeded']);

export interface Habits {
  /** Given by tests that record what a client sees. */
  fetch?: typeof fetch;
  /** How long one request is tried again. */
  patienceMs?: number;
  /** Told each single answer: its status, its problem's code (with its detail when it is 503), or `no answer`. */
  seen?: (outcome: string) => void;
}

/**
 * A client of the public REST API, as any customer could write it. A request that got no answer, or was told to come
 * back, is sent again with the same key for up to two minutes.
 */
export class Shop {
  readonly #url: string;
  readonly #fetch: typeof fetch;
  readonly #patienceMs: number;
  readonly #seen: (outcome: string) => void;

  constructor(url: string, habits: Habits = {}) {
    this.#url = url.replace(/\/$/, '');
    this.#fetch = habits.fetch ?? fetch;
    this.#patienceMs = habits.patienceMs ?? usualPatienceMs;
    this.#seen = habits.seen ?? (() => undefined);
  }

  /** @throws Refusal for every answer that is not 2xx and would not change by asking again */
  async send<T>(request: Send, token?: string): Promise<Reply<T>> {
    const started = Date.now();
    for (let attempt = 0; ; attempt += 1) {
      try {
        const reply = await this.#once<T>(request, token);
        this.#seen(String(reply.status));
        return reply;
      } catch (error) {
        this.#seen(outcomeOf(error));
        const again = error instanceof Refusal ? worthAnotherTry.has(error.code) : true;
        if (!again || Date.now() - started > this.#patienceMs) throw error;
        await delay(Math.min(2000, 50 * 2 ** Math.min(attempt, 6)) * (0.5 + Math.random() / 2));
      }
    }
  }

  /** Sends a request once and does not wait for its answer for longer than that. */
  async hangUp(request: Send, token: string, afterMs: number): Promise<void> {
    await this.#once(request, token, afterMs).catch(() => undefined);
  }

  async #once<T>(
    { method, path, body, contentType = 'application/json', headers }: Send,
    token?: string,
    withinMs = 30_000,
  ): Promise<Reply<T>> {
    const response = await this.#fetch(this.#url + path, {
      method,
      signal: AbortSignal.timeout(withinMs),
      headers: {
        ...(body === undefined ? {} : { 'content-type': contentType }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer = text === '' ? null : JSON.parse(text);
    if (!response.ok) {
      const { code = 'no-problem' } = answer ?? {};
      throw new Refusal(response.status, code, answer ?? {}, `${method} ${path}`);
    }
    return {
      status: response.status,
      body: answer,
      traceId: response.headers.get('x-trace-id') ?? '',
      headers: response.headers,
    };
  }

  /** @throws Error with one sentence when nobody answers there */
  async reach(): Promise<void> {
    try {
      await fetch(`${this.#url}/health/live`, { signal: AbortSignal.timeout(5000) });
    } catch (error) {
      throw new Error(`Nothing answers at ${this.#url}: start the shop with "npm start", or name another with --url.`, {
        cause: error,
      });
    }
  }

  /** Logs in, opening the account first where `name` is given and there is none. */
  async session(email: string, password: string, name?: string): Promise<Session> {
    if (name !== undefined) await this.#register(email, password, name);
    const session = new Session(this, email, password);
    await session.logIn();
    return session;
  }

  async #register(email: string, password: string, name: string): Promise<void> {
    try {
      await this.send({ method: 'POST', path: '/v1/auth/register', body: { email, password, name } });
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'already-exists') throw error;
    }
  }
}

const outcomeOf = (error: unknown): string => {
  if (!(error instanceof Refusal)) return 'no answer';
  return error.status === 503 ? `${error.code} (${error.problem.detail})` : error.code;
};

/** Someone who is logged in, and stays so when the token runs out. */
export class Session {
  readonly #shop: Shop;
  readonly #email: string;
  readonly #password: string;
  #token = '';

  constructor(shop: Shop, email: string, password: string) {
    this.#shop = shop;
    this.#email = email;
    this.#password = password;
  }

  async logIn(): Promise<void> {
    const body = { email: this.#email, password: this.#password };
    const reply = await this.#shop.send<{ accessToken: string }>({ method: 'POST', path: '/v1/auth/login', body });
    this.#token = reply.body.accessToken;
  }

  async send<T>(request: Send): Promise<Reply<T>> {
    try {
      return await this.#shop.send<T>(request, this.#token);
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'invalid-token') throw error;
      await this.logIn();
      return this.#shop.send<T>(request, this.#token);
    }
  }

  /** Sends a request and does not wait for its answer for longer than that. */
  async hangUp(request: Send, afterMs: number): Promise<void> {
    await this.#shop.hangUp(request, this.#token, afterMs);
  }

  get<T>(path: string): Promise<Reply<T>> {
    return this.send<T>({ method: 'GET', path });
  }

  post<T>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply<T>> {
    return this.send<T>({ method: 'POST', path, body, headers });
  }
}
