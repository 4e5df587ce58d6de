import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Failpoint } from '@causeway/runtime/failpoints';
import { log } from '@causeway/runtime/telemetry';
import { type DynamoTable, type Item, type Key, TransactionRefused } from '@causeway/stores/dynamo';
import { eventIdOf, keyOf, outboxIndex, parked, shardName, shards } from './dynamo-entries.js';
import { readEntry, type Stored } from './entry.js';
import { outboxPoints } from './failpoints.js';
import { type Publisher, Relay, type RelaySettings } from './relay.js';
import type { Lag, OutboxStore } from './store.js';
import { TableStream } from './table-stream.js';
import { Unpublished } from './unpublished.js';

const shardsPerSweep = 4;
/** What a sweep takes of a shard, and up to how many it counts there. */
const perShard = 100;
const countedPerShard = 1000;
const settleMs = 2000;

/**
 * The relay of a table's outbox. Call `start()` where the process stays alive. A table with a stream is also followed:
 * what a crash left is then found after two seconds, and not only when a sweep comes to its shard.
 */
export const dynamoRelay = (
  { client, table, publisher }: { client: DynamoDBClient; table: DynamoTable; publisher: Publisher },
  settings: RelaySettings & { settleMs?: number } = {},
): Relay => new Relay(new DynamoOutbox(client, table, settings.settleMs ?? settleMs), publisher, settings);

type Seen = { oldest: string; entries: number };

class DynamoOutbox implements OutboxStore {
  readonly #client: DynamoDBClient;
  readonly #table: DynamoTable;
  readonly #settleMs: number;
  /** What each shard held when it was last looked at. */
  readonly #seen = new Map<string, Seen>();
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

  /**
   * Looks at the next four shards: an idle outbox costs four small queries, and each shard is seen every few sweeps. At
   * all of them the first time, since a crash may have left something anywhere, and while it is behind.
   */
  async sweep(now: Date): Promise<Stored[]> {
    const all = this.#seen.size < shards || this.lag(now).oldestMs > 2 * this.#settleMs;
    const turn = Array.from({ length: all ? shards : shardsPerSweep }, () => this.#turn());
    const [found] = await Promise.all([
      Promise.all(turn.map((shard) => this.#look(shard, now))),
      this.#stream?.read().catch((error: unknown) => log.warn({ err: error }, 'the stream was not read')),
    ]);
    const streamed = this.#unpublished.take(now, this.#settleMs).map((pk) => ({ pk, sk: 'OUT' }));
    const due = [...found.flat(), ...streamed];
    // The index can lag behind: only what the table itself still holds is unpublished.
    const items = due.length === 0 ? [] : await this.#table.getMany(due);
    return items.filter(({ parkedReason }) => parkedReason === undefined).map(fromItem);
  }

  async measure(now: Date): Promise<void> {
    await Promise.all(Array.from({ length: shards }, (_, number) => this.#look(shardName(number), now)));
  }

  async parked(): Promise<number> {
    return (await this.#entriesIn(parked)).length;
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

  async defer({ eventId, attempts }: Stored, until: Date): Promise<void> {
    // The number itself, and not one more: the client sends an update again whose answer was lost.
    await this.#changeIfThere(outboxPoints.deferred, eventId, 'SET #outboxAt = :until, #attempts = :attempts', {
      // A sweep takes what is older than the time to settle.
      until: new Date(until.getTime() - this.#settleMs).toISOString(),
      attempts: attempts + 1,
    });
  }

  async park({ eventId, attempts }: Stored, reason: string): Promise<void> {
    const update = 'SET #outboxShard = :parked, #parkedReason = :reason, #attempts = :attempts';
    await this.#changeIfThere(outboxPoints.parked, eventId, update, { parked, reason, attempts: attempts + 1 });
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
    return shardName(this.#next);
  }

  /** The keys of what is due in a shard. */
  async #look(shard: string, now: Date): Promise<Key[]> {
    const items = await this.#entriesIn(shard);
    const settled = new Date(now.getTime() - this.#settleMs).toISOString();
    this.#seen.set(shard, { oldest: String(items[0]?.outboxAt ?? ''), entries: items.length });
    return items
      .filter(({ outboxAt }) => String(outboxAt) <= settled)
      .slice(0, perShard)
      .map(asKey);
  }

  async #entriesIn(shard: string): Promise<Item[]> {
    const where = '#outboxShard = :shard';
    const { items } = await this.#table.query({
      index: outboxIndex.name,
      where,
      values: { shard },
      limit: countedPerShard,
    });
    return items;
  }

  async #changeIfThere(point: Failpoint, eventId: string, update: string, values: Item): Promise<void> {
    const change = { update, when: 'attribute_exists(#pk)', values };
    await this.#table.write(point, this.#table.update(keyOf(eventId), change)).catch((error: unknown) => {
      // Another process has published and removed it meanwhile.
      if (!(error instanceof TransactionRefused)) throw error;
    });
  }
}

/** The entries of these events that the table still holds and nobody has parked, in this order. */
export async function entriesOf(table: DynamoTable, eventIds: readonly string[]): Promise<Stored[]> {
  const items = new Map((await table.getMany(eventIds.map(keyOf))).map((item) => [eventIdOf(item), item]));
  return eventIds.flatMap((eventId) => {
    const item = items.get(eventId);
    return item === undefined || item.parkedReason !== undefined ? [] : [fromItem(item)];
  });
}

const asKey = ({ pk, sk }: Item): Key => ({ pk: String(pk), sk: String(sk) });

const fromItem = (item: Item): Stored =>
  readEntry({
    eventId: eventIdOf(item),
    topic: item.topic,
    body: item.body,
    attempts: Number(item.attempts ?? 0),
  });
