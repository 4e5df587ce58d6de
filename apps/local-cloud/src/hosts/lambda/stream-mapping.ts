import { setTimeout as pause } from 'node:timers/promises';
import { DescribeTableCommand, DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { DescribeStreamCommand, DynamoDBStreamsClient, type Shard } from '@aws-sdk/client-dynamodb-streams';
import { arnOf } from './function-settings.js';
import type { LambdaFunction } from './lambda-function.js';
import { Checkpoints } from './stream/checkpoints.js';
import { type Backoff, deliverBatch } from './stream/deliver-batch.js';
import type { Given } from './stream/discarded.js';
import { enteringOutbox, matches } from './stream/filter.js';
import { readShard } from './stream/shard-reader.js';

export interface MappingOptions {
  fn: Pick<LambdaFunction, 'invoke' | 'settings'>;
  /** Where DynamoDB and its streams are; the credentials are those of the environment. */
  endpoint: string;
  region: string;
  table: string;
  /** The file that remembers how far the stream was read. */
  checkpointFile: string;
  /** The on-failure destination. */
  discard: (given: Given) => void;
  say: (sentence: string) => void;
  backoff?: Backoff;
}

/** Shards end after some hours, and their children begin. */
const listShardsMs = 30_000;
const tableIsAwaitedMs = 1000;
const usualBackoff: Backoff = { firstMs: 200, longestMs: 30_000 };

/** A DynamoDB Streams event source mapping, as infra/aws/functions.tf has it, between a table and its relay. */
export class StreamMapping {
  readonly #options: MappingOptions;
  readonly #stopped = new AbortController();
  readonly #table: DynamoDBClient;
  readonly #streams: DynamoDBStreamsClient;
  /** The shards that are read, or have been read to their end. */
  readonly #shards = new Map<string, { isOver: boolean; reading: Promise<void> }>();
  readonly #polling: Promise<void>;

  /** Starts to poll at once, also where there is no table yet. */
  constructor(options: MappingOptions) {
    this.#options = options;
    const { endpoint, region } = options;
    this.#table = new DynamoDBClient({ endpoint, region });
    this.#streams = new DynamoDBStreamsClient({ endpoint, region });
    this.#polling = this.#poll().catch((error: unknown) => {
      if (!this.#stopped.signal.aborted) throw error;
    });
  }

  /** Stops to poll. What has not been delivered by then is delivered by the next one. */
  async close(): Promise<void> {
    this.#stopped.abort();
    await this.#polling;
    await Promise.all([...this.#shards.values()].map(({ reading }) => reading));
    this.#table.destroy();
    this.#streams.destroy();
  }

  async #poll(): Promise<void> {
    const { signal } = this.#stopped;
    const streamArn = await this.#streamOfTable();
    const checkpoints = new Checkpoints(this.#options.checkpointFile, streamArn);
    for (;;) {
      const shards = await this.#list(streamArn);
      for (const { ShardId, ParentShardId } of shards) {
        if (ShardId === undefined || this.#shards.has(ShardId) || !this.#isOver(ParentShardId, shards)) continue;
        this.#begin(ShardId, streamArn, checkpoints);
      }
      await pause(listShardsMs, undefined, { signal });
    }
  }

  /**
   * The function makes the table at its first start where nobody else does: it may not be there yet. In the cloud Terraform
   * gives it its stream; here a table that a server made has none.
   */
  async #streamOfTable(): Promise<string> {
    const { table, say } = this.#options;
    const { signal } = this.#stopped;
    for (let tries = 1; ; tries += 1) {
      const arn = await this.#streamNow().catch(() => undefined);
      if (arn !== undefined) return arn;
      if (tries === 10) say(`The table ${table} has no stream yet; its relay waits for one.`);
      await pause(tableIsAwaitedMs, undefined, { signal });
    }
  }

  async #streamNow(): Promise<string | undefined> {
    const about = { TableName: this.#options.table };
    const { signal: abortSignal } = this.#stopped;
    const { Table } = await this.#table.send(new DescribeTableCommand(about), { abortSignal });
    if (Table?.StreamSpecification?.StreamEnabled === true) return Table.LatestStreamArn;
    const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } as const;
    const changed = await this.#table.send(new UpdateTableCommand({ ...about, StreamSpecification }), { abortSignal });
    return changed.TableDescription?.LatestStreamArn;
  }

  async #list(streamArn: string): Promise<Shard[]> {
    const { signal } = this.#stopped;
    const shards: Shard[] = [];
    let after: string | undefined;
    try {
      do {
        const command = new DescribeStreamCommand({ StreamArn: streamArn, ExclusiveStartShardId: after });
        const { StreamDescription } = await this.#streams.send(command, { abortSignal: signal });
        shards.push(...(StreamDescription?.Shards ?? []));
        after = StreamDescription?.LastEvaluatedShardId;
      } while (after !== undefined);
    } catch (error) {
      if (signal.aborted) throw error;
      this.#options.say(`The stream's shards could not be listed, and are listed again: ${String(error)}`);
    }
    return shards;
  }

  /** What happened in a shard happened before what is in its children. */
  #isOver(parent: string | undefined, shards: readonly Shard[]): boolean {
    if (parent === undefined || !shards.some(({ ShardId }) => ShardId === parent)) return true;
    return this.#shards.get(parent)?.isOver === true;
  }

  #begin(shardId: string, streamArn: string, checkpoints: Checkpoints): void {
    const { fn, discard, say, backoff = usualBackoff } = this.#options;
    const { signal } = this.#stopped;
    const functionArn = arnOf(fn.settings);
    const shard = { isOver: false, reading: Promise.resolve() };
    const delivery = {
      invoke: (event: string) => fn.invoke(event),
      discard: (...[records, condition, invocations]: Parameters<Parameters<typeof deliverBatch>[1]['discard']>) => {
        const given = { records, condition, invocations, shardId, streamArn, functionArn };
        say(`${records.length} records of ${shardId} were given up: ${condition}.`);
        discard(given);
      },
      ...{ backoff, signal },
    };
    shard.reading = readShard({
      ...{ streams: this.#streams, streamArn, shardId, checkpoints, say, signal },
      deliver: (records) =>
        deliverBatch(
          records.filter((one) => matches(one, enteringOutbox)),
          delivery,
        ),
    }).then(
      () => {
        shard.isOver = true;
      },
      (error: unknown) => {
        if (!signal.aborted) throw error;
      },
    );
    this.#shards.set(shardId, shard);
  }
}
