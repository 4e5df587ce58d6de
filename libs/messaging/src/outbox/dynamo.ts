import { createHash } from 'node:crypto';
import type { DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { type CloudEvent, topicOf } from '@causeway/data-model';
import type { Failpoint } from '@causeway/runtime/failpoints';
import { log } from '@causeway/runtime/telemetry';
import {
  type DynamoTable,
  type IndexDefinition,
  type Item,
  type Key,
  TransactionRefused,
} from '@causeway/stores/dynamo';
import { outboxPoints } from './failpoints.js';
import { type Lag, type OutboxStore, type Publisher, Relay, type RelaySettings, type Stored } from './relay.js';
import { TableStream } from './table-stream.js';
import { Unpublished } from './unpublished.js';

const shards = 16;
const shardsPerSweep = 4;
const perShard = 100;
const settleMs = 2000;
const parked = 'PARKED';

/** The sparse index every table with an outbox has. */
export const outboxIndex: IndexDefinition = {
  name: 'outbox',
  partition: 'outboxShard',
  sort: 'outboxAt',
  projection: 'KEYS_ONLY',
};

/** The action that leaves an event in the outbox, in the transaction of what it tells about. */
export const outboxPut = (table: DynamoTable, event: CloudEvent, now = new Date()): TransactWriteItem =>
  table.put({
    ...keyOf(event.id),
    topic: topicOf(event.type),
    body: JSON.stringify(event),
    attempts: 0,
    outboxShard: shardOf(event.id),
    outboxAt: now.toISOString(),
  });

/**
 * The relay of a table's outbox. Call `start()` where the process stays alive. A table with a stream is also followed:
 * what a crash left is then found after two seconds, and not only when a sweep comes to its shard.
 */
export const dynamoRelay = (
  { client, table, publisher }: { client: DynamoDBClient; table: DynamoTable; publisher: Publisher },
  settings: RelaySettings & { settleMs?: number } = {},
): Relay => new Relay(new DynamoOutbox(client, table, settings.settleMs ?? settleMs), publisher, settings);

const keyOf = (eventId: string): Key => ({ pk: `OUT#${eventId}`, sk: 'OUT' });

const shardOf = (eventId: string): string => {
  const byte = createHash('sha256').update(eventId).digest()[0] ?? 0;
  return `OUT#${byte % shards}`;
};

class DynamoOutbox implements OutboxStore {
  readonly #client: DynamoDBClient;
  readonly #table: DynamoTable;
  readonly #settleMs: number;
  /** What each shard held when it was last looked at. */
  readonly #seen = new Map<string, { oldest: string; entries: number }>();
  readonly #unpublished = new Unpublished();
  #stream: TableStream | undefined;
  #next = Math.floor(Math.random() * shards);

  constructor(client: DynamoDBClient, table: DynamoTable, settleMs: number) {
    this.#client = client;
    this.#table = table;
    this.#settleMs = settleMs;
  }

  async open(): Promise<void> {
    const stream = new TableStream(this.#client, this.#table.name, (change) =>
      this.#unpublished.note(change, new Date()),
    );
    if (await stream.open()) this.#stream = stream;
  }

  close(): void {
    this.#stream?.close();
    this.#stream = undefined;
  }

  /** Looks at the next four shards: an idle outbox costs four small queries, and each shard is seen every few sweeps. */
  async sweep(now: Date): Promise<Stored[]> {
    // All of them the first time: a crash may have left something anywhere.
    const turn = Array.from({ length: this.#seen.size < shards ? shards : shardsPerSweep }, () => this.#turn());
    const [found] = await Promise.all([
      Promise.all(turn.map((shard) => this.#look(shard, now))),
      this.#stream?.read().catch((error: unknown) => log.warn({ err: error }, 'the stream was not read')),
    ]);
    const streamed = this.#unpublished.take(now, this.#settleMs).map((pk) => ({ pk, sk: 'OUT' }));
    const due = [...found.flat(), ...streamed];
    // The index can lag behind: only what the table itself still holds is unpublished.
    const items = due.length === 0 ? [] : await this.#table.getMany(due);
    return items.filter(({ parkedReason }) => parkedReason === undefined).flatMap(fromItem);
  }

  async remove(eventIds: readonly string[]): Promise<void> {
    const [only] = eventIds;
    if (eventIds.length === 1 && only !== undefined) {
      await this.#table.write(outboxPoints.removed, this.#table.delete(keyOf(only)));
      return;
    }
    // What DynamoDB leaves is published again by the sweeper, and removed then.
    await this.#table.deleteMany(outboxPoints.removed, eventIds.map(keyOf));
  }

  async release(): Promise<void> {}

  async defer({ event }: Stored, until: Date): Promise<void> {
    await this.#changeIfThere(outboxPoints.deferred, event.id, 'SET #outboxAt = :until ADD #attempts :one', {
      // A sweep takes what is older than the time to settle.
      until: new Date(until.getTime() - this.#settleMs).toISOString(),
      one: 1,
    });
  }

  async park({ event }: Stored, reason: string): Promise<void> {
    const update = 'SET #outboxShard = :parked, #parkedReason = :reason ADD #attempts :one';
    await this.#changeIfThere(outboxPoints.parked, event.id, update, { parked, reason, one: 1 });
  }

  lag(now: Date): Lag {
    const seen = [...this.#seen.values()];
    const [oldest] = seen.flatMap((shard) => (shard.entries === 0 ? [] : [shard.oldest])).sort();
    return {
      oldestMs: oldest === undefined ? 0 : Math.max(0, now.getTime() - Date.parse(oldest)),
      backlog: seen.reduce((sum, { entries }) => sum + entries, 0),
    };
  }

  #turn(): string {
    this.#next = (this.#next + 1) % shards;
    return `OUT#${this.#next}`;
  }

  async #look(shard: string, now: Date): Promise<Key[]> {
    const { items } = await this.#table.query({
      index: outboxIndex.name,
      where: '#outboxShard = :shard',
      values: { shard },
      limit: perShard,
    });
    const settled = new Date(now.getTime() - this.#settleMs).toISOString();
    const times = items.map(({ outboxAt }) => String(outboxAt));
    this.#seen.set(shard, { oldest: times[0] ?? '', entries: items.length });
    return items.filter(({ outboxAt }) => String(outboxAt) <= settled).map(asKey);
  }

  async #changeIfThere(point: Failpoint, eventId: string, update: string, values: Item): Promise<void> {
    const change = { update, when: 'attribute_exists(#pk)', values };
    await this.#table.write(point, this.#table.update(keyOf(eventId), change)).catch((error: unknown) => {
      // Another process has published and removed it meanwhile.
      if (!(error instanceof TransactionRefused)) throw error;
    });
  }
}

const asKey = ({ pk, sk }: Item): Key => ({ pk: String(pk), sk: String(sk) });

function fromItem(item: Item): Stored[] {
  if (typeof item.body !== 'string' || typeof item.topic !== 'string') return [];
  // `outboxPut` wrote it from an event.
  const event = JSON.parse(item.body) as CloudEvent;
  return [{ topic: item.topic, event, attempts: Number(item.attempts ?? 0) }];
}
