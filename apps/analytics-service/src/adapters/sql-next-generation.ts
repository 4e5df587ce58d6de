import { randomUUID } from 'node:crypto';
import { startChainAnew } from '@causeway/stores/archive';
import type { SqlStore } from '@causeway/stores/sql';
import { type Kysely, sql, type Transaction } from 'kysely';
import * as z from 'zod';
import type { Build, NextGeneration } from '../core/ports.js';
import { copiedTables, createCopies, indexCustomers } from './copied-tables.js';
import { points } from './failpoints.js';
import { nextName } from './next-generation.js';
import type { ProjectionTables } from './projection-tables.js';

const build: z.ZodType<Build> = z.object({
  startedAt: z.string(),
  kind: z.enum(['order', 'payment', 'product']),
  through: z.enum(['source', 'own']),
  after: z.string().nullable(),
  rows: z.object({ orders: z.int(), payments: z.int(), products: z.int() }),
});

/** The next generation of the copied tables, beside the ones that are read. One row says whether there is one. */
export class SqlNextGeneration implements NextGeneration {
  readonly #store: SqlStore<ProjectionTables>;
  readonly #leaseMs: number;
  readonly #holder: string;

  /**
   * @param leaseMs who has not kept the progress for so long is gone
   * @param holder the name under which this process leases the building, unlike any other's
   */
  constructor(store: SqlStore<ProjectionTables>, leaseMs: number, holder: string = randomUUID()) {
    this.#store = store;
    this.#leaseMs = leaseMs;
    this.#holder = holder;
  }

  async take(fresh: Build, now: Date): Promise<Build | undefined> {
    return this.#store.transaction(points['rebuild-begun'], async (trx) => {
      const row = await this.#locked(trx);
      if (row.holder !== this.#holder && row.leased_until > now.toISOString()) return undefined;
      const goesOn = row.building === 1;
      if (!goesOn) await this.#make(trx, row.generation + 1);
      const progress = goesOn ? row.progress : JSON.stringify(fresh);
      const lease = { holder: this.#holder, leased_until: this.#leaseFrom(now) };
      await trx
        .updateTable('rebuild')
        .set({ building: 1, progress, ...lease })
        .where('id', '=', 1)
        .execute();
      return build.parse(JSON.parse(progress));
    });
  }

  async keep(progress: Build, now: Date): Promise<boolean> {
    return this.#store.transaction(points['rebuild-kept'], async (trx) => {
      const { numUpdatedRows } = await trx
        .updateTable('rebuild')
        .set({ progress: JSON.stringify(progress), leased_until: this.#leaseFrom(now) })
        .where('id', '=', 1)
        .where('holder', '=', this.#holder)
        .where('building', '=', 1)
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    });
  }

  async takeOver(): Promise<boolean> {
    return this.#store.transaction(points.rebuilt, async (trx) => {
      const row = await this.#locked(trx);
      if (row.holder !== this.#holder || row.building !== 1) return false;
      for (const table of copiedTables) {
        await trx.schema.dropTable(table).execute();
        await this.#store.dialect.renameTable(trx, nextName(table), table);
      }
      await startChainAnew(trx);
      const set = { building: 0, generation: row.generation + 1, leased_until: '', progress: '{}' };
      await trx.updateTable('rebuild').set(set).where('id', '=', 1).execute();
      return true;
    });
  }

  #locked(trx: Transaction<ProjectionTables>) {
    return this.#store.dialect
      .selectForUpdate(trx, 'rebuild')
      .selectAll()
      .where('id', '=', 1)
      .executeTakeFirstOrThrow();
  }

  async #make(trx: Transaction<ProjectionTables>, generation: number): Promise<void> {
    for (const table of copiedTables) await sql`drop table if exists ${sql.table(nextName(table))}`.execute(trx);
    // Tables that are made know no table type, as in a migration.
    const db = trx as unknown as Kysely<unknown>;
    await createCopies(db, this.#store.dialect, nextName, `_${generation}`);
    await indexCustomers(db, nextName, `_${generation}`);
  }

  #leaseFrom(now: Date): string {
    return new Date(now.getTime() + this.#leaseMs).toISOString();
  }
}
