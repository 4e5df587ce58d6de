import type { Migrations } from '../src/sql.js';

/** A table to test with. */
export type Tables = {
  accounts: { id: string; owner: string; amount: number; version: number; due_at: string | null };
};

export const migrations: Migrations = {
  '001-accounts': async (db, seam) => {
    await db.schema
      .createTable('accounts')
      .addColumn('id', seam.text(20), (column) => column.primaryKey())
      .addColumn('owner', seam.text(100), (column) => column.notNull())
      .addColumn('amount', seam.bigint, (column) => column.notNull())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('due_at', seam.time)
      .execute();
  },
  '002-owners': async (db) => {
    await db.schema.createIndex('accounts_owner').on('accounts').column('owner').execute();
  },
};

export const account = (id: string, rest: Partial<Tables['accounts']> = {}): Tables['accounts'] => ({
  id,
  owner: 'Ann',
  amount: 0,
  version: 1,
  due_at: null,
  ...rest,
});
