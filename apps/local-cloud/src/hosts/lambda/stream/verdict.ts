import * as z from 'zod';
import type { Outcome } from '../outcome.js';
import type { StreamRecord } from './stream-record.js';

/** What became of a batch: all is done, or what begins at `from` is not; without `from` the function failed as a whole. */
export type Verdict = { done: true } | { done: false; from: number | undefined };

const nothing = z.union([z.null(), z.object({ batchItemFailures: z.null().optional() })]);
const partial = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })) });

/**
 * Reads a partial batch response ("Configuring partial batch response with DynamoDB and Lambda"): the lowest failed sequence
 * number is where it goes on. A response that is none of these, or that names a record of no such batch, is a failure.
 */
export function verdictOf(outcome: Outcome, records: readonly StreamRecord[]): Verdict {
  if (!outcome.ok) return { done: false, from: undefined };
  const response = jsonIn(outcome.payload);
  if (nothing.safeParse(response).success) return { done: true };
  const parsed = partial.safeParse(response);
  if (!parsed.success) return { done: false, from: undefined };
  const failures = new Set(parsed.data.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  if (failures.size === 0) return { done: true };
  const known = records.filter(({ dynamodb }) => failures.has(dynamodb.SequenceNumber));
  if (known.length < failures.size) return { done: false, from: undefined };
  return { done: false, from: records.findIndex(({ dynamodb }) => failures.has(dynamodb.SequenceNumber)) };
}

function jsonIn(text: string): unknown {
  try {
    return text.trim() === '' ? null : JSON.parse(text);
  } catch {
    return undefined;
  }
}
