import type { SqlReader, SqlStore } from '@causeway/stores/sql';
import type { Kysely } from 'kysely';
import type { Change } from '../core/change.js';
import type { Ids, LedgerBatch, UnarchivedLedger } from '../core/ports.js';
import { points } from './failpoints.js';
import { schemaVersion } from './payment-rows.js';
import type { LedgerEntryRow, PaymentTables } from './payment-tables.js';

const batchSize = 500;

/** A change's entries as rows. The pair (movement, account) is unique: no movement is ever booked twice. */
export const ledgerRows = ({ payment, entries }: Change, ids: Ids): LedgerEntryRow[] =>
  entries.map(({ account, amount, currency, refundId }) => ({
    id: ids(),
    payment_id: payment.id,
    refund_id: refundId,
    movement_id: refundId ?? payment.id,
    account,
    amount,
    currency,
    schema_version: schemaVersion,
    created_at: payment.updatedAt,
    batch: null,
    archived_at: null,
  }));

/** Numbers entries into batches first and marks them later, so that a batch that is written again is the same. */
export class SqlLedger implements UnarchivedLedger {
  readonly #store: SqlStore<PaymentTables>;

  constructor(store: SqlStore<PaymentTables>) {
    this.#store = store;
  }

  async nextBatch(now: Date): Promise<LedgerBatch | undefined> {
    const name = (await this.#unfinished()) ?? (await this.#begin(now));
    if (name === undefined) return undefined;
    const rows = await entriesOf(this.#store.db, name).execute();
    return { name, lines: rows.map(lineOf) };
  }

  async markArchived(name: string, now: Date): Promise<void> {
    await this.#store.write(points['ledger-archived'], (db) => markBatch(db, name, now).execute());
  }

  async #unfinished(): Promise<string | undefined> {
    const { db, dialect } = this.#store;
    const open = db.selectFrom('ledger_entries').select('batch').where('archived_at', 'is', null);
    const query = dialect.page(open.where('batch', 'is not', null).orderBy('batch'), 1);
    return (await query.executeTakeFirst())?.batch ?? undefined;
  }

  /** Named by date and range of ids: `2026/11/21/<first>-<last>.ndjson`. */
  async #begin(now: Date): Promise<string | undefined> {
    return this.#store.transaction(points['ledger-batched'], async (trx) => {
      const free = this.#store.dialect
        .selectForUpdate(trx, 'ledger_entries')
        .select('id')
        .where('archived_at', 'is', null)
        .where('batch', 'is', null)
        .orderBy('id');
      const ids = (await this.#store.dialect.page(free, batchSize).execute()).map(({ id }) => id);
      const [first] = ids;
      if (first === undefined) return undefined;
      const day = now.toISOString().slice(0, 10).replaceAll('-', '/');
      const name = `${day}/${first}-${ids.at(-1)}.ndjson`;
      await trx.updateTable('ledger_entries').set({ batch: name }).where('id', 'in', ids).execute();
      return name;
    });
  }
}

// By the index over `archived_at` and `batch`: without the first, all of the ledger would be read.
export const entriesOf = (db: SqlReader<PaymentTables>, batch: string) =>
  db.selectFrom('ledger_entries').selectAll().where('archived_at', 'is', null).where('batch', '=', batch).orderBy('id');

export const markBatch = (db: Kysely<PaymentTables>, batch: string, now: Date) =>
  db
    .updateTable('ledger_entries')
    .set({ archived_at: now.toISOString() })
    .where('archived_at', 'is', null)
    .where('batch', '=', batch);

const lineOf = (row: LedgerEntryRow): Record<string, unknown> => ({
  id: row.id,
  paymentId: row.payment_id,
  refundId: row.refund_id,
  movementId: row.movement_id,
  account: row.account,
  amount: Number(row.amount),
  currency: row.currency,
  createdAt: row.created_at,
});
