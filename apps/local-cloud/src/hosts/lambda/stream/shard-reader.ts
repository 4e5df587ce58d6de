import { setTimeout as pause } from 'node:timers/promises';
import {
  type DynamoDBStreamsClient,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  TrimmedDataAccessException,
} from '@aws-sdk/client-dynamodb-streams';
import type { Checkpoints } from './checkpoints.js';
import { type StreamRecord, streamRecordOf } from './stream-record.js';

/** `batch_size` in infra/aws/functions.tf. */
export const batchSize = 100;
/** Lambda asks each shard four times a second. */
export const pollMs = 250;
const longestWaitMs = 5000;

export interface ShardReading {
  streams: DynamoDBStreamsClient;
  streamArn: string;
  shardId: string;
  checkpoints: Checkpoints;
  /** Settles when all records are done or given up. The next ones come only then. */
  deliver: (records: readonly StreamRecord[]) => Promise<void>;
  say: (sentence: string) => void;
  signal: AbortSignal;
}

/**
 * Reads a shard from its checkpoint on, or from its beginning (TRIM_HORIZON) where it has none, batch by batch.
 *
 * @returns when the shard has come to its end
 * @throws AbortError when the signal ends it
 */
export async function readShard(reading: ShardReading): Promise<void> {
  const { streams, shardId, checkpoints, deliver, say, signal } = reading;
  let failures = 0;
  let iterator: string | undefined;
  for (;;) {
    signal.throwIfAborted();
    try {
      iterator ??= await iteratorOf(reading);
      if (iterator === undefined) return;
      const read = await streams.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: batchSize }), {
        abortSignal: signal,
      });
      failures = 0;
      const records = (read.Records ?? []).map((one) => streamRecordOf(one, reading.streamArn));
      if (records.length > 0) await deliver(records);
      const last = records.at(-1)?.dynamodb.SequenceNumber;
      if (last !== undefined) checkpoints.set(shardId, last);
      iterator = read.NextShardIterator;
      if (iterator === undefined) return;
      if (records.length === 0) await pause(pollMs, undefined, { signal });
    } catch (error) {
      if (signal.aborted) throw error;
      // Either way it is taken anew: an iterator lives for 15 minutes, and a store may have been started again.
      iterator = undefined;
      if (error instanceof TrimmedDataAccessException) checkpoints.forget(shardId);
      if (error instanceof ExpiredIteratorException) continue;
      failures += 1;
      if (failures === 1) say(`The shard ${shardId} could not be read, and is tried again: ${String(error)}`);
      await pause(Math.min(longestWaitMs, pollMs * failures), undefined, { signal });
    }
  }
}

async function iteratorOf({ streams, streamArn, shardId, checkpoints, signal }: ShardReading) {
  const done = checkpoints.of(shardId);
  const from =
    done === undefined
      ? ({ ShardIteratorType: 'TRIM_HORIZON' } as const)
      : ({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: done } as const);
  const { ShardIterator } = await streams.send(
    new GetShardIteratorCommand({ StreamArn: streamArn, ShardId: shardId, ...from }),
    { abortSignal: signal },
  );
  return ShardIterator;
}
