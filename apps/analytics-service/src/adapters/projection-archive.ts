import { type CloudEvent, erasedName } from '@causeway/data-model';
import { entryOf, type InboxTables } from '@causeway/messaging/inbox';
import {
  type Archived,
  type ArchivedChange,
  type JournalTables,
  journalAdd,
  type Restoration,
  restorationOf,
} from '@causeway/stores/archive';
import { insertIfAbsent, noteErased, type SqlStore } from '@causeway/stores/sql';
import { sql, type Transaction } from 'kysely';
import type { SourceKind, SourceRow } from '../core/ports.js';
import { points } from './failpoints.js';
import { eventHere, sourceHere } from './named-here.js';
import { projectEvent } from './project-event.js';
import { type Pen, towardsNewer, writeOrder, writePayment, writeProduct } from './project-state.js';
import type { ProjectionTables } from './projection-tables.js';

type Tables = ProjectionTables & InboxTables;

/** What the archive holds of one change: the event that was projected, or what a comparison did. */
type Line = {
  event?: CloudEvent;
  /** Of the event as it was told; the one that is kept here has no words in it. */
  fingerprint?: string | null;
  repaired?: SourceRow;
  removed?: { kind: SourceKind; id: string };
  /** Rows as they were when the chain began. */
  rows?: { table: string; values: Record<string, unknown>[] };
};

/** Leaves a change for the archive, in its transaction. */
export const journal = <DB extends JournalTables>(trx: Transaction<DB>, line: Line): Promise<void> =>
  journalAdd(trx, line);

const archived = {
  projected_orders: ['id'],
  projected_order_lines: ['order_id', 'product_id'],
  projected_payments: ['id'],
  projected_refunds: ['id'],
  projected_products: ['id'],
  projected_stock: ['id'],
  projected_reservations: ['id'],
  projected_notifications: ['id'],
  projected_accounts: ['id'],
  sync_lags: ['source', 'up_to_ms'],
  inbox: ['event_id'],
} as const;

const pageSize = 500;

/** Every row there is, as the archive's lines, a page at a time. */
export async function* archiveEverything(store: SqlStore<ProjectionTables>): AsyncGenerator<Line[]> {
  for (const [table, keys] of Object.entries(archived)) {
    for (let offset = 0; ; offset += pageSize) {
      // Kysely cannot follow a table that is chosen at run time. What moves between two pages is in the journal.
      let query = store.db.selectFrom(table as 'projected_orders').selectAll();
      for (const key of keys) query = query.orderBy(key as 'id');
      const values = await store.dialect.page(query, pageSize, offset).execute();
      if (values.length > 0) yield [{ rows: { table, values } }];
      if (values.length < pageSize) break;
    }
  }
}

export type Restored = { orders: number; payments: number; products: number; changes: number };

/** The projection from the archive, into tables that are empty or hold a part of the same. */
export class RestoreProjection {
  readonly #store: SqlStore<Tables>;

  constructor(store: SqlStore<Tables>) {
    this.#store = store;
  }

  /** How many rows there are, unless they are what an earlier attempt put there. */
  async held(): Promise<number> {
    const earlier = await this.#restoration().find();
    if (earlier?.state === 'under way') return 0;
    const { orders, payments, products } = await this.#counts();
    return orders + payments + products;
  }

  async restore(from: Archived, at: Date): Promise<Restored> {
    const restoration = this.#restoration();
    await restoration.begin(at.toISOString(), from.completeUntil);
    let changes = 0;
    let unnoted = [...from.erased];
    for await (const part of from.read()) {
      changes += part.length;
      await this.#store.transaction(points['part-restored'], async (trx) => {
        for (const pseudonym of unnoted) await noteErased(this.#store.dialect, trx, pseudonym, at);
        for (const change of part) await this.#put(trx, change, from.erased);
      });
      unnoted = [];
    }
    await restoration.mark('settled');
    return { ...(await this.#counts()), changes };
  }

  async #put(trx: Transaction<Tables>, { at, body }: ArchivedChange, erased: ReadonlySet<string>): Promise<void> {
    const { event, fingerprint, repaired, removed, rows } = body as Line; // `journal` or `archiveEverything` wrote it from one
    const { dialect } = this.#store;
    // The projection's tables are among the store's, which a transaction's type does not say.
    const own = trx as unknown as Transaction<ProjectionTables>;
    const pen: Pen = { seam: dialect, trx: own, at, may: towardsNewer };
    const told = event && (await eventHere(pen, event));
    if (told !== undefined) {
      // Nothing is compared: another version may have made the fingerprint of the row that is there.
      const kept = fingerprint === undefined ? entryOf(told).fingerprint : fingerprint;
      const entry = { event_id: told.id, received_at: at, fingerprint: kept };
      if (await insertIfAbsent(dialect, trx, 'inbox', entry)) await projectEvent(pen, told);
    }
    if (repaired !== undefined) await writeAgain(pen, await sourceHere(pen, repaired));
    if (removed !== undefined) await removeAgain(own, removed);
    if (rows === undefined || !Object.hasOwn(archived, rows.table)) return;
    for (const values of rows.values) {
      // The row was read from that table.
      await insertIfAbsent(
        dialect,
        own,
        rows.table as 'projected_orders',
        rowHere(rows.table, values, erased) as never,
      );
    }
  }

  async #counts(): Promise<{ orders: number; payments: number; products: number }> {
    const count = async (table: 'projected_orders' | 'projected_payments' | 'projected_products') =>
      (
        await this.#store.db
          .selectFrom(table as 'projected_orders')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .executeTakeFirstOrThrow()
      ).count;
    return {
      orders: await count('projected_orders'),
      payments: await count('projected_payments'),
      products: await count('projected_products'),
    };
  }

  #restoration(): Restoration {
    return restorationOf(this.#store);
  }
}

/** A row as it is of those who are erased by now: an erasure outlives every instant. */
function rowHere(table: string, values: Record<string, unknown>, erased: ReadonlySet<string>): Record<string, unknown> {
  const named = (name: unknown) => (typeof name === 'string' && erased.has(erasedName(name)) ? erasedName(name) : name);
  if (table === 'projected_accounts') return { ...values, id: named(values.id) };
  if (table !== 'inbox') return 'user_id' in values ? { ...values, user_id: named(values.user_id) } : values;
  const [aggregate, subject, ...rest] = String(values.event_id).split('/');
  return aggregate === 'account' ? { ...values, event_id: [aggregate, named(subject), ...rest].join('/') } : values;
}

async function writeAgain(pen: Pen, source: SourceRow): Promise<void> {
  const mending: Pen = { ...pen, may: (version) => sql`version <= ${version}` };
  if (source.kind === 'order') await writeOrder(mending, source.state);
  else if (source.kind === 'payment') await writePayment(mending, source.state);
  else await writeProduct(mending, source.state, source.deleted);
}

async function removeAgain(trx: Transaction<ProjectionTables>, { kind, id }: { kind: SourceKind; id: string }) {
  if (kind === 'product') await trx.deleteFrom('projected_products').where('id', '=', id).execute();
  else if (kind === 'payment') {
    await trx.deleteFrom('projected_refunds').where('payment_id', '=', id).execute();
    await trx.deleteFrom('projected_payments').where('id', '=', id).execute();
  } else {
    await trx.deleteFrom('projected_order_lines').where('order_id', '=', id).execute();
    await trx.deleteFrom('projected_orders').where('id', '=', id).execute();
  }
}
