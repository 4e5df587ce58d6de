import { type CloudEvent, topicOf } from '@causeway/data-model';
import type { SqlSeam, SqlStore } from '@causeway/stores/sql';
import { type Kysely, sql, type Transaction } from 'kysely';
import * as z from 'zod';
import { readEntry, type Stored } from './entry.js';
import { outboxPoints, sqlOutboxPoints } from './failpoints.js';
import { type Publisher, Relay, type RelaySettings } from './relay.js';
import type { Lag, OutboxStore } from './store.js';

/** The tables of `createOutbox`. */
export type OutboxTables = {
  outbox: {
    event_id: string;
    topic: string;
    /** The CloudEvent as JSON. */
    body: string;
    created_at: string;
    attempts: number;
    /** Until then it belongs to whoever is publishing it; at first to the process that wrote it. */
    claimed_until: string;
    parked_reason: string | null;
  };
};

const settleMs = 2000;
const usualLeaseMs = 30_000;
const perSweep = 25;

/** Settings of the outbox of a service that keeps it in SQL. */
export const sqlOutboxEnv = z.object({
  OUTBOX_LEASE_MS: z.coerce.number().int().min(1).default(usualLeaseMs).meta({
    description: 'How long events that a sweep of the outbox took belong to it alone, in milliseconds.',
  }),
});

export type SqlRelaySettings = RelaySettings & {
  /** How long what a sweep takes is its own, in milliseconds. */
  leaseMs?: number;
};

/** For a service's first migration. */
export async function createOutbox(db: Kysely<unknown>, seam: SqlSeam): Promise<void> {
  await db.schema
    .createTable('outbox')
    .addColumn('event_id', seam.text(128), (column) => column.primaryKey())
    .addColumn('topic', seam.text(50), (column) => column.notNull())
    .addColumn('body', seam.text(200_000), (column) => column.notNull())
    .addColumn('created_at', seam.time, (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('claimed_until', seam.time, (column) => column.notNull())
    .addColumn('parked_reason', seam.text(1000))
    .execute();
  await db.schema.createIndex('outbox_claimed_until').on('outbox').columns(['claimed_until']).execute();
}

/** Leaves an event in the outbox, in the transaction of what it tells about. */
export async function outboxAdd<DB extends OutboxTables>(
  trx: Transaction<DB>,
  event: CloudEvent,
  now = new Date(),
): Promise<void> {
  await own(trx)
    .insertInto('outbox')
    .values({
      event_id: event.id,
      topic: topicOf(event.type),
      body: JSON.stringify(event),
      created_at: now.toISOString(),
      attempts: 0,
      claimed_until: later(now, settleMs),
      parked_reason: null,
    })
    .execute();
}

/** Since when the oldest event waits that is not published and not parked, as an ISO time; null when none does. */
export async function unpublishedSince<DB extends OutboxTables>(store: SqlStore<DB>): Promise<string | null> {
  const row = await narrowed(store)
    .db.selectFrom('outbox')
    .select(({ fn }) => fn.min('created_at').as('oldest'))
    .where('parked_reason', 'is', null)
    .executeTakeFirst();
  return row?.oldest ?? null;
}

/** A database's outbox. @param leaseMs how long what a sweep takes is its own, in milliseconds */
export const sqlOutbox = <DB extends OutboxTables>(store: SqlStore<DB>, leaseMs = usualLeaseMs): OutboxStore =>
  new SqlOutbox(narrowed(store), leaseMs);

/** The relay of a database's outbox. Call `start()` where the process stays alive. */
export const sqlRelay = <DB extends OutboxTables>(
  { store, publisher }: { store: SqlStore<DB>; publisher: Publisher },
  settings: SqlRelaySettings = {},
): Relay => new Relay(sqlOutbox(store, settings.leaseMs), publisher, settings);

// A service's tables include the outbox; Kysely's types cannot narrow a database to it.
const narrowed = <DB extends OutboxTables>(store: SqlStore<DB>) => store as unknown as SqlStore<OutboxTables>;
const own = <DB extends OutboxTables>(db: Kysely<DB>) => db as unknown as Kysely<OutboxTables>;

const later = (time: Date, ms: number) => new Date(time.getTime() + ms).toISOString();

class SqlOutbox implements OutboxStore {
  readonly #store: SqlStore<OutboxTables>;
  readonly #leaseMs: number;
  #oldest: string | undefined;
  #backlog = 0;

  constructor(store: SqlStore<OutboxTables>, leaseMs: number) {
    this.#store = store;
    this.#leaseMs = leaseMs;
  }

  /** A look costs one small query; only when something is due is it claimed. */
  async sweep(now: Date): Promise<Stored[]> {
    const time = now.toISOString();
    const next = await this.#look();
    if (next === null || next > time) return [];
    const rows = await this.#store.write(sqlOutboxPoints.claimed, (db) =>
      this.#store.dialect.claim(db, {
        table: 'outbox',
        key: 'event_id',
        where: sql`parked_reason is null and claimed_until <= ${time}`,
        // The index's own order: sorted otherwise, all that is due would be locked, and beyond 5,000 rows the whole table.
        orderBy: 'claimed_until',
        limit: perSweep,
        set: { claimed_until: later(now, this.#leaseMs) },
      }),
    );
    return rows.map(({ event_id, ...row }) => readEntry({ eventId: event_id, ...row }));
  }

  async measure(): Promise<void> {
    await this.#look();
  }

  async parked(): Promise<number> {
    const { parked } = await this.#store.db
      .selectFrom('outbox')
      .select(({ fn }) => fn.countAll<number>().as('parked'))
      .where('parked_reason', 'is not', null)
      .executeTakeFirstOrThrow();
    return parked;
  }

  async remove(eventIds: readonly string[]): Promise<void> {
    await this.#store.write(outboxPoints.removed, (db) =>
      db.deleteFrom('outbox').where('event_id', 'in', eventIds).execute(),
    );
  }

  async release(entries: readonly Stored[], now: Date): Promise<void> {
    if (entries.length === 0) return;
    const ids = entries.map(({ eventId }) => eventId);
    await this.#store.write(sqlOutboxPoints.released, (db) =>
      db.updateTable('outbox').set({ claimed_until: now.toISOString() }).where('event_id', 'in', ids).execute(),
    );
  }

  async defer({ eventId, attempts }: Stored, until: Date): Promise<void> {
    const set = { attempts: attempts + 1, claimed_until: until.toISOString() };
    await this.#store.write(outboxPoints.deferred, (db) =>
      db.updateTable('outbox').set(set).where('event_id', '=', eventId).execute(),
    );
  }

  async park({ eventId, attempts }: Stored, reason: string): Promise<void> {
    const set = { attempts: attempts + 1, parked_reason: reason.slice(0, 1000) };
    await this.#store.write(outboxPoints.parked, (db) =>
      db.updateTable('outbox').set(set).where('event_id', '=', eventId).execute(),
    );
  }

  lag(now: Date): Lag {
    return {
      oldestMs: this.#oldest === undefined ? 0 : Math.max(0, now.getTime() - Date.parse(this.#oldest)),
      backlog: this.#backlog,
    };
  }

  /** Measures, and says when the next entry is due. */
  async #look(): Promise<string | null> {
    const { backlog, oldest, next } = await this.#store.db
      .selectFrom('outbox')
      .select(({ fn }) => [
        fn.countAll<number>().as('backlog'),
        fn.min('created_at').as('oldest'),
        fn.min('claimed_until').as('next'),
      ])
      .where('parked_reason', 'is', null)
      .executeTakeFirstOrThrow();
    this.#backlog = backlog;
    this.#oldest = oldest ?? undefined;
    return next;
  }
}
