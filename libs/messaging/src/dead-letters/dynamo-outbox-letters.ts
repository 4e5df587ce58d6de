import { type DynamoTable, type Item, type Key, TransactionRefused } from '@causeway/stores/dynamo';
import { dynamoRelay } from '../outbox/dynamo.js';
import { eventIdOf, keyOf, outboxIndex, parked, shardName, shardOf, shards } from '../outbox/dynamo-entries.js';
import { readEntry } from '../outbox/entry.js';
import type { Publisher } from '../outbox/relay.js';
import { points } from './failpoints.js';
import { type DeadLetterPlace, keyIn, type Redriven, type WholeLetter } from './letter.js';
import { letterOf } from './outbox-letters.js';

const page = 100;

/** What is parked or stuck in the outbox of a DynamoDB table; with it, what the relay of the table's stream left behind. */
export class DynamoOutboxLetters implements DeadLetterPlace {
  readonly name: string;
  readonly #table: DynamoTable;
  readonly #publisher: Publisher;

  constructor(table: DynamoTable, publisher: Publisher) {
    this.name = `outbox/${table.name}`;
    this.#table = table;
    this.#publisher = publisher;
  }

  async *letters(): AsyncGenerator<WholeLetter> {
    for (const shard of [parked, ...Array.from({ length: shards }, (_, number) => shardName(number))]) {
      for await (const items of this.#pagesOf(shard)) {
        for (const item of items) yield* letterOf(this.name, entryOf(item));
      }
    }
  }

  /** Puts entries back into the outbox, as if they had never been tried, and publishes them at once. */
  async redrive(ids: readonly string[]): Promise<Map<string, Redriven>> {
    const outcomes = new Map<string, Redriven>();
    for (const id of ids) outcomes.set(id, await this.#redriveOne(keyIn(this.name, id)));
    return outcomes;
  }

  async close(): Promise<void> {
    this.#table.client.destroy();
  }

  async #redriveOne(eventId: string): Promise<Redriven> {
    const item = await this.#unpark(eventId);
    if (item === undefined) return 'gone';
    const { outgoing } = readEntry(entryOf(item));
    if (outgoing === undefined) return 'waiting';
    await dynamoRelay({ client: this.#table.client, table: this.#table, publisher: this.#publisher }).publish([
      outgoing.event,
    ]);
    return (await this.#table.get(keyOf(eventId))) === undefined ? 'redriven' : 'waiting';
  }

  /** The entry as it is now, or undefined when somebody has published and removed it meanwhile. */
  async #unpark(eventId: string): Promise<Item | undefined> {
    const change = {
      update: 'SET #outboxShard = :shard, #outboxAt = :now, #attempts = :none REMOVE #parkedReason',
      when: 'attribute_exists(#pk)',
      values: { shard: shardOf(eventId), now: new Date().toISOString(), none: 0 },
    };
    try {
      return await this.#table.write(points.unparked, this.#table.update(keyOf(eventId), change));
    } catch (error) {
      if (error instanceof TransactionRefused) return undefined;
      throw error;
    }
  }

  async *#pagesOf(shard: string): AsyncGenerator<Item[]> {
    let keys: Key[] = [];
    const query = { index: outboxIndex.name, where: '#outboxShard = :shard', values: { shard }, limit: page };
    for await (const { pk, sk } of this.#table.queryAll(query)) {
      keys.push({ pk: String(pk), sk: String(sk) });
      if (keys.length < page) continue;
      yield await this.#table.getMany(keys);
      keys = [];
    }
    if (keys.length > 0) yield await this.#table.getMany(keys);
  }
}

const entryOf = (item: Item) => ({
  eventId: eventIdOf(item),
  topic: item.topic,
  body: item.body,
  attempts: Number(item.attempts ?? 0),
  parkedReason: item.parkedReason === undefined ? null : String(item.parkedReason),
  writtenAt: String(item.outboxAt),
});
