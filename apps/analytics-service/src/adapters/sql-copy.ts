import { log } from '@causeway/runtime/telemetry';
import type { SqlStore } from '@causeway/stores/sql';
import { sql, type Transaction } from 'kysely';
import type { Copy, Known, Seen, SourceKind, SourceRow } from '../core/ports.js';
import { points } from './failpoints.js';
import { sourceHere, wordlessSource } from './named-here.js';
import { nextGeneration, nextName } from './next-generation.js';
import { type Pen, stillAs, writeOrder, writePayment, writeProduct } from './project-state.js';
import { journal } from './projection-archive.js';
import type { ProjectionTables } from './projection-tables.js';
import { expectedFingerprint, fingerprint } from './row-images.js';

const tableOf = {
  order: 'projected_orders',
  payment: 'projected_payments',
  product: 'projected_products',
} as const satisfies Record<SourceKind, keyof ProjectionTables>;

const partsOf = {
  order: { table: 'projected_order_lines', owner: 'order_id' },
  payment: { table: 'projected_refunds', owner: 'payment_id' },
} as const;

type Row = Record<string, unknown> & {
  id: string;
  version: number;
  projected_at: string;
  hash: string;
  user_id?: string;
};

/** The copied tables, this generation's or, while it is built, the next one's. */
export class SqlCopy implements Copy {
  readonly #store: SqlStore<ProjectionTables>;
  readonly #isNext: boolean;
  readonly expected = expectedFingerprint;

  constructor(store: SqlStore<ProjectionTables>, generation: 'this' | 'next' = 'this') {
    this.#store = store;
    this.#isNext = generation === 'next';
  }

  async known(kind: SourceKind, ids: readonly string[]): Promise<Known[]> {
    if (ids.length === 0) return [];
    const rows: Row[] = await this.#store.db
      .selectFrom(this.#named(tableOf[kind]))
      .selectAll()
      .where('id', 'in', [...ids])
      .execute();
    const parts = await this.#parts(kind, ids);
    return rows.map(({ id, projected_at, ...columns }) => ({
      id,
      version: columns.version,
      projectedAt: projected_at,
      fingerprint: fingerprint(columns, parts.get(id)),
    }));
  }

  async ids(kind: SourceKind, after: string, limit: number): Promise<string[]> {
    const query = this.#store.db
      .selectFrom(this.#named(tableOf[kind]))
      .select('id')
      .where('id', '>', after)
      .orderBy('id');
    return (await this.#store.dialect.page(query, limit).execute()).map(({ id }) => id);
  }

  async repair(source: SourceRow, seen: Seen | undefined, at: Date): Promise<boolean> {
    const isRepaired = await this.#store.transaction(points.repaired, async (trx) => {
      const pen = { seam: this.#store.dialect, trx: this.#in(trx), at: at.toISOString(), may: stillAs(seen) };
      const named = await sourceHere(pen, source);
      const isWritten = await write(pen, named);
      if (isWritten && !this.#isNext) await journal(trx, { repaired: wordlessSource(named) });
      return isWritten;
    });
    const { id, version } = source.state;
    if (isRepaired) this.#tell({ kind: source.kind, id, held: seen?.version ?? null, version });
    return isRepaired;
  }

  async remove(kind: SourceKind, id: string, seen: Seen): Promise<boolean> {
    const isRemoved = await this.#store.transaction(points.removed, async (whole) => {
      const trx = this.#in(whole);
      const { numDeletedRows } = await trx
        .deleteFrom(tableOf[kind])
        .where('id', '=', id)
        .where(stillAs(seen)().$castTo<boolean>())
        .executeTakeFirstOrThrow();
      if (numDeletedRows === 0n) return false;
      if (kind === 'order') await trx.deleteFrom('projected_order_lines').where('order_id', '=', id).execute();
      if (kind === 'payment') await trx.deleteFrom('projected_refunds').where('payment_id', '=', id).execute();
      if (!this.#isNext) await journal(whole, { removed: { kind, id } });
      return true;
    });
    if (isRemoved) this.#tell({ kind, id, held: seen.version, version: null });
    return isRemoved;
  }

  /** A row and what belongs to it are written in one transaction: who belongs to none was written by somebody else. */
  async removeOrphans(kind: SourceKind): Promise<number> {
    if (kind === 'product') return 0;
    const { table, owner } = partsOf[kind];
    const belongsToNone = (whole: string, part: string) => sql<boolean>`not exists (
      select 1 from ${sql.table(whole)} as whole where whole.id = ${sql.ref(`${part}.${owner}`)})`;
    // Looked for first: where nothing is found, nothing is locked.
    const names = [this.#named(tableOf[kind]), this.#named(table)] as const;
    const found = await this.#store.db
      .selectFrom(names[1])
      .select(owner)
      .distinct()
      .where(belongsToNone(...names))
      .execute();
    if (found.length === 0) return 0;
    await this.#store.transaction(points['orphans-removed'], (trx) =>
      trx
        .deleteFrom(names[1])
        .where(belongsToNone(...names))
        .execute(),
    );
    return found.length;
  }

  /** A line for each row, at once: whoever looks for lost events asks for the rows that no event has brought up to date. */
  #tell(row: { kind: SourceKind; id: string; held: number | null; version: number | null }): void {
    if (!this.#isNext) log.warn(row, 'a row was not as its source holds it and was mended');
  }

  async #parts(kind: SourceKind, ids: readonly string[]): Promise<Map<string, object[]>> {
    if (kind === 'product') return new Map();
    const { table, owner } = partsOf[kind];
    const rows: Record<string, unknown>[] = await this.#store.db
      .selectFrom(this.#named(table))
      .selectAll()
      .where(owner, 'in', [...ids])
      .execute();
    return Map.groupBy(rows, (row) => String(row[owner]));
  }

  #named<T extends keyof ProjectionTables>(table: T): T {
    // The next generation's tables have the same columns under other names.
    return this.#isNext ? (nextName(table) as T) : table;
  }

  #in(trx: Transaction<ProjectionTables>): Transaction<ProjectionTables> {
    return this.#isNext ? trx.withPlugin(nextGeneration) : trx;
  }
}

async function write(pen: Pen, source: SourceRow): Promise<boolean> {
  if (source.kind === 'order') return writeOrder(pen, source.state);
  if (source.kind === 'payment') return writePayment(pen, source.state);
  return writeProduct(pen, source.state, source.deleted);
}
