import { randomUUID } from 'node:crypto';
import type { SqlStore } from '@causeway/stores/sql';
import { sql, type Transaction } from 'kysely';
import * as z from 'zod';
import type { Reconciliation, Reconciliations, Rounds } from '../core/ports.js';
import { points } from './failpoints.js';
import type { ProjectionTables } from './projection-tables.js';

const kind = z.enum(['order', 'payment', 'product']);
const findings = { missing: z.int(), differing: z.int(), repaired: z.int() };
const counts = z.object({
  ...findings,
  at: z.string(),
  checked: z.int(),
  behind: z.int(),
  sources: z.object({ orders: z.int(), payments: z.int(), products: z.int() }),
  away: z.array(kind).default([]),
});
const walk = counts.extend({ kind, through: z.enum(['source', 'own']), after: z.string().nullable() });
const rounds: z.ZodType<Rounds> = z.object({
  walk: walk.nullable(),
  recentFrom: z.string().nullable(),
  carried: z.object(findings),
  behind: z.int(),
});

/** Reports of the time before rounds could be interrupted do not say when they ended. */
const report = counts
  .extend({ endedAt: z.string().optional() })
  .transform(({ endedAt, ...rest }) => ({ ...rest, endedAt: endedAt ?? rest.at }));

/** Rounds of comparison in SQL: one row that only the holder of the lease writes. */
export class SqlReconciliations implements Reconciliations {
  readonly #store: SqlStore<ProjectionTables>;
  readonly #leaseMs: number;
  readonly #holder = randomUUID();

  /** @param leaseMs a round keeps its lease with every page: who has not for this long is gone */
  constructor(store: SqlStore<ProjectionTables>, leaseMs: number) {
    this.#store = store;
    this.#leaseMs = leaseMs;
  }

  async take(now: Date): Promise<Rounds | undefined> {
    return this.#store.transaction(points['round-taken'], async (trx) => {
      const { numUpdatedRows } = await trx
        .updateTable('reconciliation_rounds')
        .set({ holder: this.#holder, leased_until: this.#leaseFrom(now) })
        .where('id', '=', 1)
        .where(sql<boolean>`(holder = ${this.#holder} or leased_until < ${now.toISOString()})`)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) return undefined;
      return readRounds(trx);
    });
  }

  keep(next: Rounds, now: Date): Promise<boolean> {
    return this.#store.transaction(points['round-kept'], (trx) => this.#write(trx, next, now));
  }

  record(outcome: Reconciliation, next: Rounds, now: Date): Promise<boolean> {
    return this.#store.transaction(points.reconciled, async (trx) => {
      if (!(await this.#write(trx, next, now))) return false;
      await trx.deleteFrom('reconciliations').execute();
      const row = { at: outcome.at, outcome: JSON.stringify(outcome) };
      await trx.insertInto('reconciliations').values(row).execute();
      return true;
    });
  }

  async giveBack(): Promise<void> {
    await this.#store.transaction(points['round-given-back'], (trx) =>
      trx
        .updateTable('reconciliation_rounds')
        .set({ leased_until: '' })
        .where('id', '=', 1)
        .where('holder', '=', this.#holder)
        .execute(),
    );
  }

  async last(): Promise<Reconciliation | undefined> {
    const row = await this.#store.db.selectFrom('reconciliations').selectAll().orderBy('at', 'desc').executeTakeFirst();
    return row === undefined ? undefined : report.parse(JSON.parse(row.outcome));
  }

  /** As the newest round found them. */
  async rowsBehind(): Promise<number> {
    return (await readRounds(this.#store.db)).behind;
  }

  async #write(trx: Transaction<ProjectionTables>, next: Rounds, now: Date): Promise<boolean> {
    const { numUpdatedRows } = await trx
      .updateTable('reconciliation_rounds')
      .set({ rounds: JSON.stringify(next), leased_until: this.#leaseFrom(now) })
      .where('id', '=', 1)
      .where('holder', '=', this.#holder)
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  }

  #leaseFrom(now: Date): string {
    return new Date(now.getTime() + this.#leaseMs).toISOString();
  }
}

async function readRounds(db: Pick<Transaction<ProjectionTables>, 'selectFrom'>): Promise<Rounds> {
  const row = await db
    .selectFrom('reconciliation_rounds')
    .select('rounds')
    .where('id', '=', 1)
    .executeTakeFirstOrThrow();
  return rounds.parse(JSON.parse(row.rounds));
}
