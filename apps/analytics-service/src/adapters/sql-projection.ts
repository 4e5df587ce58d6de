import type { CloudEvent } from '@causeway/data-model';
import { firstTime, type InboxTables } from '@causeway/messaging/inbox';
import { observe } from '@causeway/runtime/telemetry';
import { type SqlStore, upsert } from '@causeway/stores/sql';
import { sql, type Transaction } from 'kysely';
import { lagBucket } from '../core/lag.js';
import type { Known, Projection, Reconciliation, Reconciliations, SourceKind, SourceRow } from '../core/ports.js';
import { points } from './failpoints.js';
import { projectEvent } from './project-event.js';
import { type Pen, writeOrder, writePayment, writeProduct } from './project-state.js';
import type { ProjectionTables } from './projection-tables.js';

type Tables = ProjectionTables & InboxTables;

const tableOf = {
  order: 'projected_orders',
  payment: 'projected_payments',
  product: 'projected_products',
} as const satisfies Record<SourceKind, keyof ProjectionTables>;

/** The projection in SQL: inbox, rows and lag change in one transaction. */
export class SqlProjection implements Projection, Reconciliations {
  readonly #store: SqlStore<Tables>;

  constructor(store: SqlStore<Tables>) {
    this.#store = store;
  }

  async apply(event: CloudEvent, at: Date): Promise<boolean> {
    const lagMs = Math.max(0, at.getTime() - Date.parse(event.time));
    const applied = await this.#store.transaction(points.projected, async (trx) => {
      if (!(await firstTime(this.#store.dialect, trx, event.id, at))) return false;
      const pen = this.#pen(trx, at);
      await projectEvent(pen, event);
      await countLag(pen, lagMs);
      return true;
    });
    if (applied) observe('causeway.sync.lag_ms', lagMs);
    return applied;
  }

  async repair(row: SourceRow, at: Date): Promise<void> {
    await this.#store.transaction(points.repaired, async (trx) => {
      const pen = { ...this.#pen(trx, at), mend: true };
      if (row.kind === 'order') await writeOrder(pen, row.state);
      else if (row.kind === 'payment') await writePayment(pen, row.state);
      else await writeProduct(pen, row.state, false);
    });
  }

  async known(kind: SourceKind, ids: readonly string[]): Promise<Known[]> {
    if (ids.length === 0) return [];
    const rows = await this.#store.db
      .selectFrom(tableOf[kind])
      .select(['id', 'version', 'hash', 'projected_at'])
      .where('id', 'in', [...ids])
      .execute();
    return rows.map(({ projected_at, ...row }) => ({ ...row, projectedAt: projected_at }));
  }

  async record(outcome: Reconciliation): Promise<void> {
    await this.#store.transaction(points.reconciled, async (trx) => {
      await trx.deleteFrom('reconciliations').execute();
      await trx
        .insertInto('reconciliations')
        .values({ at: outcome.at, outcome: JSON.stringify(outcome) })
        .execute();
    });
  }

  #pen(trx: Transaction<Tables>, at: Date): Pen {
    // The projection's tables are among the store's, which a transaction's type does not say.
    const own = trx as unknown as Transaction<ProjectionTables>;
    return { seam: this.#store.dialect, trx: own, at: at.toISOString(), mend: false };
  }
}

async function countLag({ seam, trx }: Pen, lagMs: number): Promise<void> {
  const one = sql`samples + 1`;
  await upsert(seam, trx, 'sync_lag', {
    key: { up_to_ms: lagBucket(lagMs) },
    insert: { samples: 1 },
    set: { samples: one },
  });
}
