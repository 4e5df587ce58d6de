import pRetry from 'p-retry';
import { isTransient } from '../outgoing.js';
import { withinTime } from '../within-time.js';

const attemptMs = 4000;
const pauses = { retries: 2, factor: 2, minTimeout: 200, maxTimeout: 1000, randomize: true };

/** One step of proving who a process is: who is asked for what, and what to look at when that is refused. */
export type Step = { what: string; check: string };

/** A step failed. The message says which one, what was answered and what to check; `cause` is the client's own error. */
export class ExchangeFailed extends Error {
  override readonly name = 'ExchangeFailed';
  readonly check: string;
  /** Without what to check. */
  readonly said: string;

  constructor({ what, check }: Step, cause: unknown) {
    const said = `${what} failed (${answerOf(cause)})`;
    super(`${said}; ${check}.`, { cause });
    this.said = said;
    this.check = check;
  }
}

/**
 * Takes a step: three attempts of 4 s with jitter for what can pass, one for a refusal.
 *
 * @throws ExchangeFailed
 */
export async function take<T>(step: Step, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  try {
    return await pRetry(() => withinTime(AbortSignal.timeout(attemptMs), work), {
      ...pauses,
      shouldRetry: ({ error }) => isTransient(error),
    });
  } catch (error) {
    throw new ExchangeFailed(step, error);
  }
}

/** The beginning of the first line: tokens are never in it, but traces and addresses of pages are behind it. */
function answerOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer';
  const [line = ''] = error.message.trim().split(/[\r\n]/, 1);
  return `${error.name}: ${line.slice(0, 160).trimEnd().replace(/[.;]$/, '')}`;
}
