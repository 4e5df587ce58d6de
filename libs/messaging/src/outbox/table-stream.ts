import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type Shard,
} from '@aws-sdk/client-dynamodb-streams';
import { log } from '@causeway/runtime/telemetry';

/** An item with this partition key came or went. */
export type ItemChange = { kind: 'added' | 'removed'; pk: string };

const shardListMs = 30_000;

/** Follows a table's stream from now on. What happens while nobody follows is the sweeper's business. */
export class TableStream {
  readonly #client: DynamoDBClient;
  readonly #table: string;
  readonly #onChange: (change: ItemChange) => void;
  /** Where to read on, by shard; undefined once a shard has come to its end. */
  readonly #iterators = new Map<string, string | undefined>();
  #streams: DynamoDBStreamsClient | undefined;
  #arn: string | undefined;
  #listedAt = Number.NEGATIVE_INFINITY;

  constructor(client: DynamoDBClient, table: string, onChange: (change: ItemChange) => void) {
    this.#client = client;
    this.#table = table;
    this.#onChange = onChange;
  }

  /** Whether the table has a stream; where it has, reading starts here. */
  async open(): Promise<boolean> {
    const { Table } = await this.#client.send(new DescribeTableCommand({ TableName: this.#table }));
    if (Table?.StreamSpecification?.StreamEnabled !== true || Table.LatestStreamArn === undefined) return false;
    const { region, credentials, endpoint } = this.#client.config;
    this.#arn = Table.LatestStreamArn;
    this.#streams = new DynamoDBStreamsClient({
      region,
      credentials,
      ...(endpoint === undefined ? {} : { endpoint: await endpoint() }),
    });
    await this.#listShards(this.#streams, 'LATEST');
    return true;
  }

  /** Reads what has happened since the last call. */
  async read(): Promise<void> {
    const streams = this.#streams;
    if (streams === undefined) return;
    // Shards end after some hours, and their children begin.
    if (performance.now() - this.#listedAt > shardListMs) await this.#listShards(streams, 'TRIM_HORIZON');
    await Promise.all([...this.#iterators].map(([shard, iterator]) => this.#readShard(streams, shard, iterator)));
  }

  close(): void {
    this.#streams?.destroy();
    this.#streams = undefined;
  }

  async #listShards(streams: DynamoDBStreamsClient, newOnesFrom: 'LATEST' | 'TRIM_HORIZON'): Promise<void> {
    for (const { ShardId } of await allShards(streams, this.#arn)) {
      if (ShardId === undefined || this.#iterators.has(ShardId)) continue;
      const { ShardIterator } = await streams.send(
        new GetShardIteratorCommand({ StreamArn: this.#arn, ShardId, ShardIteratorType: newOnesFrom }),
      );
      this.#iterators.set(ShardId, ShardIterator);
    }
    this.#listedAt = performance.now();
  }

  async #readShard(streams: DynamoDBStreamsClient, shard: string, iterator: string | undefined): Promise<void> {
    if (iterator === undefined) return;
    try {
      const { Records = [], NextShardIterator } = await streams.send(
        new GetRecordsCommand({ ShardIterator: iterator, Limit: 1000 }),
      );
      this.#iterators.set(shard, NextShardIterator);
      for (const { eventName, dynamodb } of Records) {
        const pk = dynamodb?.Keys?.pk?.S;
        if (pk === undefined || eventName === 'MODIFY') continue;
        this.#onChange({ kind: eventName === 'REMOVE' ? 'removed' : 'added', pk });
      }
    } catch (error) {
      // An iterator lives for 15 minutes: it is taken anew, and what was missed is swept.
      log.warn({ err: error, shard }, 'the stream was not read');
      this.#iterators.delete(shard);
      this.#listedAt = Number.NEGATIVE_INFINITY;
    }
  }
}

async function allShards(streams: DynamoDBStreamsClient, arn: string | undefined): Promise<Shard[]> {
  const shards: Shard[] = [];
  let after: string | undefined;
  do {
    const { StreamDescription } = await streams.send(
      new DescribeStreamCommand({ StreamArn: arn, ExclusiveStartShardId: after }),
    );
    shards.push(...(StreamDescription?.Shards ?? []));
    after = StreamDescription?.LastEvaluatedShardId;
  } while (after !== undefined);
  return shards;
}
