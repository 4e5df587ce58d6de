import { setTimeout as pause } from 'node:timers/promises';
import { mostBytes, type Outcome, Throttled } from '../outcome.js';
import type { Condition } from './discarded.js';
import type { StreamRecord } from './stream-record.js';
import { verdictOf } from './verdict.js';

/** `maximum_retry_attempts` and `maximum_record_age_in_seconds` in infra/aws/functions.tf. */
export const maximumRetryAttempts = 8;
export const maximumRecordAgeMs = 3_600_000;

/** Milliseconds before the first retry, doubled for each further one, and the longest; Lambda does not say its own. */
export interface Backoff {
  firstMs: number;
  longestMs: number;
}

export interface Delivery {
  invoke: (event: string) => Promise<Outcome>;
  /** Takes what nobody tries again. */
  discard: (records: readonly StreamRecord[], condition: Condition, invocations: number) => void;
  backoff: Backoff;
  /** Ends the delivery: what is left then is not done, and not discarded. */
  signal: AbortSignal;
}

/**
 * Brings records to the function, in their order, until each is done or given up ("How Lambda processes records from stream
 * and queue-based event sources"). A function error bisects the batch, which costs no retry; a partial response goes on from
 * the lowest record that failed. A batch that fails too often, or a record that is too old, is discarded. A throttled
 * invocation costs no retry either.
 *
 * @throws AbortError when the signal ends it
 */
export async function deliverBatch(records: readonly StreamRecord[], delivery: Delivery): Promise<void> {
  for (const batch of inSize(records)) await deliver(batch, 0, delivery);
}

async function deliver(records: readonly StreamRecord[], failures: number, delivery: Delivery): Promise<void> {
  const { discard, backoff, signal } = delivery;
  let left = records;
  for (let failed = failures; ; failed += 1) {
    left = withoutOld(left, (old) => discard(old, 'RecordAgeExceeded', failed));
    if (left.length === 0) return;
    if (failed > maximumRetryAttempts) return discard(left, 'RetryAttemptsExhausted', failed);
    if (failed > 0) await pause(waitOf(failed, backoff), undefined, { signal });
    const verdict = verdictOf(await invokeUnthrottled(left, delivery), left);
    if (verdict.done) return;
    if (verdict.from === undefined && left.length > 1) {
      const middle = Math.ceil(left.length / 2);
      await deliver(left.slice(0, middle), failed, delivery);
      return deliver(left.slice(middle), failed, delivery);
    }
    // What comes after a record that was done is another batch, which has failed once.
    if (verdict.from !== undefined && verdict.from > 0) failed = 0;
    left = left.slice(verdict.from ?? 0);
  }
}

async function invokeUnthrottled(
  records: readonly StreamRecord[],
  { invoke, backoff, signal }: Delivery,
): Promise<Outcome> {
  for (let tries = 1; ; tries += 1) {
    signal.throwIfAborted();
    try {
      return await invoke(JSON.stringify({ Records: records }));
    } catch (error) {
      if (!(error instanceof Throttled)) throw error;
      await pause(waitOf(tries, backoff), undefined, { signal });
    }
  }
}

/** Hands the records that are too old to `take`; the others are left. */
function withoutOld(records: readonly StreamRecord[], take: (old: StreamRecord[]) => void): readonly StreamRecord[] {
  const oldest = Date.now() - maximumRecordAgeMs;
  const isOld = ({ dynamodb }: StreamRecord) =>
    dynamodb.ApproximateCreationDateTime !== undefined && dynamodb.ApproximateCreationDateTime * 1000 < oldest;
  const old = records.filter(isOld);
  if (old.length === 0) return records;
  take(old);
  return records.filter((record) => !isOld(record));
}

const waitOf = (tries: number, { firstMs, longestMs }: Backoff): number =>
  Math.min(longestMs, firstMs * 2 ** (tries - 1)) * (0.5 + Math.random() / 2);

/** Batches whose event Lambda takes. */
function inSize(records: readonly StreamRecord[]): (readonly StreamRecord[])[] {
  if (records.length <= 1 || Buffer.byteLength(JSON.stringify({ Records: records })) <= mostBytes) return [records];
  const middle = Math.ceil(records.length / 2);
  return [...inSize(records.slice(0, middle)), ...inSize(records.slice(middle))];
}
