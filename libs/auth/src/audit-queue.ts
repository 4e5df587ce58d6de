import { AsyncLocalStorage } from 'node:async_hooks';
import type { AuditEvent } from '@causeway/data-model';
import { counter, log } from '@causeway/runtime/telemetry';
import type { postAuditEvents } from './post-audit-events.js';

const most = 1000;
const atOnce = 100;
const goodbyeMs = 1000;
const firstPauseMs = 1000;
const longestPauseMs = 60_000;
const quietMs = 10_000;

const lost = counter(
  'causeway.audit.lost',
  'Audit events that nobody will hear of: too many waited, or they were refused.',
);

export type Post = (events: readonly AuditEvent[]) => ReturnType<typeof postAuditEvents>;

/** Audit events on their way: kept in memory, sent in the background one batch after the other, later and later while nobody takes them. */
export class AuditQueue {
  readonly #post: Post;
  /** Sending belongs to no request: neither to its trace nor to its deadline. */
  readonly #outside = AsyncLocalStorage.snapshot();
  readonly #waiting: AuditEvent[] = [];
  #sending: Promise<void> | undefined;
  #pause: NodeJS.Timeout | undefined;
  #failures = 0;
  #stopped = false;
  #untold = 0;
  #quietUntil = Number.NEGATIVE_INFINITY;

  constructor(post: Post) {
    this.#post = post;
  }

  add(event: AuditEvent): void {
    if (this.#stopped) return;
    if (this.#waiting.length >= most) {
      this.lose(1, 'too many wait to be told');
      return;
    }
    this.#waiting.push(event);
    if (this.#pause === undefined) this.#send();
  }

  /** Whoever floods the trail does not flood the log with it. */
  lose(count: number, why: string): void {
    lost({}, count);
    this.#untold += count;
    const now = performance.now();
    if (now < this.#quietUntil && !this.#stopped) return;
    this.#quietUntil = now + quietMs;
    log.error({ count: this.#untold, why }, 'audit events are lost');
    this.#untold = 0;
  }

  /** Settles when nothing waits any more, or nobody takes what does. */
  async settled(): Promise<void> {
    await this.#sending;
  }

  /** Sends what is left, for a second at most, and takes nothing more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#pause);
    this.#pause = undefined;
    this.#send();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, goodbyeMs);
    });
    await Promise.race([this.#sending, late]);
    clearTimeout(timer);
    if (this.#waiting.length > 0) this.lose(this.#waiting.length, 'the process ends');
  }

  #send(): void {
    this.#sending ??= this.#outside(() => this.#sendAll()).finally(() => {
      this.#sending = undefined;
      // What came between the last look and now.
      if (this.#waiting.length > 0 && this.#pause === undefined && !this.#stopped) this.#send();
    });
  }

  async #sendAll(): Promise<void> {
    let size = atOnce;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, size);
      const outcome = await this.#post(batch);
      if (outcome === 'later') return this.#tryLater();
      this.#failures = 0;
      if (outcome === 'refused' && batch.length > 1) {
        // Each by itself from here on: one that is wrong must not hold up the others.
        size = 1;
        continue;
      }
      this.#waiting.splice(0, batch.length);
      if (outcome === 'refused') this.lose(1, 'identity-service refused it');
    }
  }

  #tryLater(): void {
    if (this.#stopped) return;
    if (this.#failures === 0) log.warn({ waiting: this.#waiting.length }, 'audit events cannot be told; they wait');
    const ceiling = Math.min(longestPauseMs, firstPauseMs * 2 ** this.#failures);
    this.#failures += 1;
    const again = () => {
      this.#pause = undefined;
      this.#send();
    };
    this.#pause = setTimeout(again, ceiling * (0.5 + Math.random() / 2)).unref();
  }
}
