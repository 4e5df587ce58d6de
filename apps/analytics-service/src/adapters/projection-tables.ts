import { addFingerprints, createInbox } from '@causeway/messaging/inbox';
import {
  createJournal,
  createRestorations,
  type JournalTables,
  type RestorationTables,
} from '@causeway/stores/archive';
import { createErasedPeople, type ErasedPeopleTables, type Migrations } from '@causeway/stores/sql';
import { sql } from 'kysely';
import { createCopies, indexCustomers } from './copied-tables.js';

type Projected = { version: number; hash: string; projected_at: string };

/** The tables of analytics.db / Azure SQL. Money is in minor units, times are ISO texts. */
export type ProjectionTables = {
  projected_orders: Projected & {
    id: string;
    user_id: string;
    status: string;
    currency: string;
    total: number;
    refunded: number;
    created_at: string;
  };
  projected_order_lines: { order_id: string; product_id: string; name: string; quantity: number; revenue: number };
  projected_payments: Projected & {
    id: string;
    order_id: string;
    user_id: string;
    status: string;
    currency: string;
    amount: number;
    refunded: number;
    captured_at: string | null;
  };
  projected_refunds: { id: string; payment_id: string; currency: string; amount: number; created_at: string };
  projected_products: Projected & {
    id: string;
    sku: string;
    name: string;
    category: string;
    currency: string;
    price: number;
    deleted: number;
  };
  projected_stock: { id: string; version: number; left_count: number; held_count: number; sold_count: number };
  projected_reservations: { id: string; version: number; status: string };
  projected_notifications: { id: string; order_id: string; template: string; sent_at: string };
  projected_accounts: { id: string; version: number; created_at: string; erased: number };
  sync_lags: { source: string; up_to_ms: number; samples: number };
  reconciliations: { at: string; outcome: string };
  /** One row, with id 1: who compares with the sources until when, and how far that has come (`Rounds`, as JSON). */
  reconciliation_rounds: { id: number; holder: string; leased_until: string; rounds: string };
  /** One row, with id 1: whether events go into the next generation of the copied tables as well, and who builds it. */
  rebuild: { id: number; building: number; generation: number; holder: string; leased_until: string; progress: string };
} & JournalTables &
  ErasedPeopleTables &
  RestorationTables;

/** The tables, version by version. A version that was released is never changed. */
export const projectionMigrations: Migrations = {
  '001 projections of orders, payments and products': async (db, seam) => {
    await createInbox(db, seam);
    await createCopies(db, seam);
  },
  '002 what else happens': async (db, { id, time, bigint, text }) => {
    await db.schema
      .createTable('projected_stock')
      .addColumn('id', id, (column) => column.primaryKey())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('left_count', bigint, (column) => column.notNull())
      .addColumn('held_count', bigint, (column) => column.notNull())
      .addColumn('sold_count', bigint, (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('projected_reservations')
      .addColumn('id', id, (column) => column.primaryKey())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('status', text(20), (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('projected_notifications')
      .addColumn('id', id, (column) => column.primaryKey())
      .addColumn('order_id', id, (column) => column.notNull())
      .addColumn('template', text(60), (column) => column.notNull())
      .addColumn('sent_at', time, (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('projected_accounts')
      .addColumn('id', id, (column) => column.primaryKey())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('created_at', time, (column) => column.notNull())
      .addColumn('erased', 'integer', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('sync_lag')
      .addColumn('up_to_ms', bigint, (column) => column.primaryKey())
      .addColumn('samples', bigint, (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('reconciliations')
      .addColumn('at', time, (column) => column.primaryKey())
      .addColumn('outcome', text(2000), (column) => column.notNull())
      .execute();
  },
  '003 lag by source, rounds and rebuilds': async (db, { time, bigint, text }) => {
    await db.schema
      .createTable('sync_lags')
      .addColumn('source', text(100), (column) => column.notNull())
      .addColumn('up_to_ms', bigint, (column) => column.notNull())
      .addColumn('samples', bigint, (column) => column.notNull())
      .addPrimaryKeyConstraint('sync_lags_key', ['source', 'up_to_ms'])
      .execute();
    await sql`insert into sync_lags (source, up_to_ms, samples)
      select 'before', up_to_ms, samples from sync_lag`.execute(db);
    await db.schema.dropTable('sync_lag').execute();
    await db.schema
      .createTable('reconciliation_rounds')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('holder', text(36), (column) => column.notNull())
      .addColumn('leased_until', time, (column) => column.notNull())
      .addColumn('rounds', text(4001), (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('rebuild')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('building', 'integer', (column) => column.notNull())
      .addColumn('generation', 'integer', (column) => column.notNull())
      .addColumn('holder', text(36), (column) => column.notNull())
      .addColumn('leased_until', time, (column) => column.notNull())
      .addColumn('progress', text(4001), (column) => column.notNull())
      .execute();
    await sql`insert into reconciliation_rounds (id, holder, leased_until, rounds)
      values (1, '', '', '{"walk":null,"recentFrom":null,"carried":{"missing":0,"differing":0,"repaired":0},"behind":0}')`.execute(
      db,
    );
    await sql`insert into rebuild (id, building, generation, holder, leased_until, progress)
      values (1, 0, 1, '', '', '{}')`.execute(db);
  },
  '004 journal': async (db, seam) => {
    await createJournal(db, seam);
    await createRestorations(db, seam);
  },
  '005 fingerprints': addFingerprints,
  '006 erased people': async (db, seam) => {
    await createErasedPeople(db, seam);
    await indexCustomers(db);
  },
};
