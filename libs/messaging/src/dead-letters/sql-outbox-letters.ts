import type { SqlStore } from '@causeway/stores/sql';
import { readEntry } from '../outbox/entry.js';
import type { Publisher } from '../outbox/relay.js';
import { type OutboxTables, sqlRelay } from '../outbox/sql.js';
import { points } from './failpoints.js';
import { type DeadLetterPlace, keyIn, type Redriven, type WholeLetter } from './letter.js';
import { letterOf } from './outbox-letters.js';

const page = 100;

/** What is parked or stuck in the outbox of a SQL database. */
export class SqlOutboxLetters implements DeadLetterPlace {
  readonly name: string;
  readonly #store: SqlStore<OutboxTables>;
  readonly #publisher: Publisher;

  /** @param database what the place is called after */
  constructor(database: string, store: SqlStore<OutboxTables>, publisher: Publisher) {
    this.name = `outbox/${database}`;
    this.#store = store;
    this.#publisher = publisher;
  }

  async *letters(): AsyncGenerator<WholeLetter> {
    for (let after = ''; ; ) {
      const { db, dialect } = this.#store;
      const query = db.selectFrom('outbox').selectAll().where('event_id', '>', after).orderBy('event_id');
      const rows = await dialect.page(query, page).execute();
      for (const row of rows) yield* letterOf(this.name, entryOf(row));
      const last = rows.at(-1);
      if (last === undefined) return;
      after = last.event_id;
    }
  }

  /** Puts entries back into the outbox, as if they had never been tried, and publishes them at once. */
  async redrive(ids: readonly string[]): Promise<Map<string, Redriven>> {
    const outcomes = new Map<string, Redriven>();
    for (const id of ids) outcomes.set(id, await this.#redriveOne(keyIn(this.name, id)));
    return outcomes;
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  async #redriveOne(eventId: string): Promise<Redriven> {
    const row = await this.#find(eventId);
    if (row === undefined) return 'gone';
    const set = { attempts: 0, parked_reason: null, claimed_until: new Date().toISOString() };
    await this.#store.write(points.unparked, (db) =>
      db.updateTable('outbox').set(set).where('event_id', '=', eventId).execute(),
    );
    const { outgoing } = readEntry(entryOf(row));
    if (outgoing === undefined) return 'waiting';
    await sqlRelay({ store: this.#store, publisher: this.#publisher }).publish([outgoing.event]);
    return (await this.#find(eventId)) === undefined ? 'redriven' : 'waiting';
  }

  #find(eventId: string): Promise<OutboxTables['outbox'] | undefined> {
    return this.#store.db.selectFrom('outbox').selectAll().where('event_id', '=', eventId).executeTakeFirst();
  }
}

const entryOf = ({ event_id, topic, body, attempts, parked_reason, created_at }: OutboxTables['outbox']) => ({
  eventId: event_id,
  topic,
  body,
  attempts,
  parkedReason: parked_reason,
  writtenAt: created_at,
});
