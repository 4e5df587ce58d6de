import { randomUUID } from 'node:crypto';
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { version } from '../function-settings.js';
import type { StreamRecord } from './stream-record.js';

export type Condition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded';

/** Records that the function did not take, and why nobody tries again. */
export interface Given {
  records: readonly StreamRecord[];
  condition: Condition;
  /** How often the function was invoked with them. */
  invocations: number;
  shardId: string;
  streamArn: string;
  functionArn: string;
}

/**
 * What an on-failure destination gets ("Retaining discarded records for a DynamoDB event source in Lambda"): it says where
 * the records are in the stream, and does not contain them.
 */
export function discardedRecord({ records, condition, invocations, shardId, streamArn, functionArn }: Given) {
  const [first, last] = [records.at(0), records.at(-1)];
  const arrival = (record: StreamRecord | undefined) =>
    new Date((record?.dynamodb.ApproximateCreationDateTime ?? 0) * 1000).toISOString();
  return {
    requestContext: { requestId: randomUUID(), functionArn, condition, approximateInvokeCount: invocations },
    ...(invocations === 0
      ? {}
      : { responseContext: { statusCode: 200, executedVersion: version, functionError: 'Unhandled' } }),
    version: '1.0',
    timestamp: new Date().toISOString(),
    DDBStreamBatchInfo: {
      shardId,
      startSequenceNumber: first?.dynamodb.SequenceNumber,
      endSequenceNumber: last?.dynamodb.SequenceNumber,
      approximateArrivalOfFirstRecord: arrival(first),
      approximateArrivalOfLastRecord: arrival(last),
      batchSize: records.length,
      streamArn,
    },
  };
}

/** A destination that is a file of JSON lines. */
export function destinationFile(path: string): (given: Given) => void {
  mkdirSync(dirname(path), { recursive: true });
  return (given) => appendFileSync(path, `${JSON.stringify(discardedRecord(given))}\n`);
}
