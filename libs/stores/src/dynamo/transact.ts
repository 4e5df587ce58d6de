import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type CancellationReason,
  type DynamoDBClient,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { unavailable } from '@causeway/data-model';
import type { Failpoint } from '@causeway/runtime/failpoints';
import { failure } from './failure.js';
import type { Item } from './item.js';

/** An action whose condition did not hold: its place in the transaction and the item as it is (absent when there is none). */
export type Refusal = { index: number; code: 'ConditionalCheckFailed'; item?: Item };

/** A write changed nothing because a condition did not hold. */
export class TransactionRefused extends Error {
  override readonly name = 'TransactionRefused';

  constructor(readonly reasons: readonly Refusal[]) {
    super(`A condition did not hold: ${reasons.map(({ index }) => `action ${index}`).join(', ')}.`);
  }
  /** The refusal of the action at this place, if it was one of those refused. */
  at(index: number): Refusal | undefined {
    return this.reasons.find((reason) => reason.index === index);
  }
}
const tries = 8;
const budgetMs = 1500;
/**
 * Writes all or nothing and passes the point: at most 100 actions and no item twice. Conflicts with other transactions and throttling are
 * tried again with full jitter, up to 8 times within 1.5 s, all under one idempotency token.
 *
 * @throws TransactionRefused when a condition did not hold; conflicts are never reported as that
 * @throws DomainError `unavailable` when the conflicts did not end or DynamoDB did not answer
 */
export async function transact(
  client: DynamoDBClient,
  point: Failpoint,
  items: readonly TransactWriteItem[],
  { token = randomUUID() }: { token?: string } = {},
): Promise<void> {
  const command = new TransactWriteItemsCommand({ TransactItems: items.map(tellingWhy), ClientRequestToken: token });
  const started = performance.now();
  for (let attempt = 1; ; attempt += 1) {
    const reasons = await attemptOnce(client, command);
    if (reasons === undefined) return point.pass();
    const waitMs = Math.random() * Math.min(400, 10 * 2 ** attempt);
    const late = performance.now() - started + waitMs > budgetMs;
    if (attempt === tries || late) throw unavailable(`The store was busy (${[...reasons].join(', ')}).`);
    await pause(waitMs);
  }
}
const retried = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);
/** Undefined when it was written; otherwise the codes that are worth another try. */
async function attemptOnce(
  client: DynamoDBClient,
  command: TransactWriteItemsCommand,
): Promise<Set<string> | undefined> {
  try {
    await client.send(command);
    return undefined;
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw failure(error);
    const reasons = error.CancellationReasons ?? [];
    const refusals = reasons.flatMap(asRefusal);
    if (refusals.length > 0) throw new TransactionRefused(refusals);
    const codes = new Set(reasons.flatMap(({ Code = 'None' }) => (Code === 'None' ? [] : [Code])));
    if (codes.size === 0 || ![...codes].every((code) => retried.has(code))) throw error;
    return codes;
  }
}
const asRefusal = ({ Code, Item: found }: CancellationReason, index: number): Refusal[] =>
  Code === 'ConditionalCheckFailed'
    ? [{ index, code: Code, ...(found === undefined ? {} : { item: unmarshall(found) }) }]
    : [];
/** Asks for the item as it is where a condition does not hold. */
function tellingWhy(action: TransactWriteItem): TransactWriteItem {
  const why = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;
  return {
    ...(action.Put && { Put: { ...why, ...action.Put } }),
    ...(action.Update && { Update: { ...why, ...action.Update } }),
    ...(action.Delete && { Delete: { ...why, ...action.Delete } }),
    ...(action.ConditionCheck && { ConditionCheck: { ...why, ...action.ConditionCheck } }),
  };
}
