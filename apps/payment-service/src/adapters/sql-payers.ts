import { erasedName, type Page } from '@causeway/data-model';
import type { Cursors } from '@causeway/runtime/cursors';
import { noteErasure } from '@causeway/stores/archive';
import type { Blobs } from '@causeway/stores/blob';
import { noteErased, type SqlStore } from '@causeway/stores/sql';
import { sql, type Transaction } from 'kysely';
import * as z from 'zod';
import type { Payment } from '../core/payment.js';
import type { Payers } from '../core/ports.js';
import { points } from './failpoints.js';
import { journal } from './journal-lines.js';
import type { PaymentTables } from './payment-tables.js';
import { refundsOf, withRefunds } from './sql-refunds.js';

type Trx = Transaction<PaymentTables>;

const perTransaction = 100;

/** Where a page ends: the last payment's id. */
const position = z.tuple([z.string()]);
const scopeOf = (userId: string) => ['people', userId];

/**
 * Payers in SQL, and in the archive of the ledger.
 *
 * What an erasure does not reach: lines that are in the archive already. They hold the person's id, which is nobody's any
 * more, and no name, address or card; the next day's chain does not have it. The provider has never had the id: the
 * metadata of its intents are our orders' and payments'. The card is the provider's, and refunds need it there; its brand
 * and last four digits are here, and belong to the books.
 */
export class SqlPayers implements Payers {
  readonly #store: SqlStore<PaymentTables>;
  readonly #blobs: Blobs;
  readonly #cursors: Cursors;

  constructor(store: SqlStore<PaymentTables>, blobs: Blobs, cursors: Cursors) {
    this.#store = store;
    this.#blobs = blobs;
    this.#cursors = cursors;
  }

  forgetInArchive = (userId: string): Promise<void> =>
    noteErasure(this.#blobs, 'ledger', erasedName(userId), points['erasure-archived']);

  async forget(userId: string): Promise<number> {
    let payments = 0;
    for (;;) {
      const rows = await this.#store.transaction(points['payer-erased'], async (trx) => {
        await noteErased(this.#store.dialect, trx, userId, new Date());
        const changed = await this.#renameIn(trx, userId);
        await renameWhatIsUnderWay(trx, userId);
        return changed;
      });
      payments += rows.filter((row) => row.user_id === userId).length;
      if (rows.length < perTransaction) return payments;
    }
  }

  async paymentsOf(userId: string, after: string | undefined, limit: number): Promise<Page<Payment>> {
    let query = this.#store.db.selectFrom('payments').selectAll().where('user_id', '=', userId).orderBy('id');
    if (after !== undefined) {
      const [id] = position.parse(this.#cursors.open(after, scopeOf(userId), 'after'));
      query = query.where('id', '>', id);
    }
    const rows = await this.#store.dialect.page(query, limit + 1).execute();
    const items = await withRefunds(this.#store.db, rows.slice(0, limit));
    const last = items.at(-1);
    const more = rows.length > limit && last !== undefined;
    return { items, nextCursor: more ? this.#cursors.seal([last.id], scopeOf(userId)) : null };
  }

  /**
   * Under a revision of its own, so that nobody writes the old name back: whoever has read the payment before starts over.
   * Its version stays, since its state does. One who has decided reviews is in the payments of others.
   */
  async #renameIn(trx: Trx, userId: string) {
    const { dialect } = this.#store;
    const named = (name: string) => (name === userId ? erasedName(userId) : name);
    const theirs = dialect
      .selectForUpdate(trx, 'payments')
      .selectAll()
      .where((row) => row.or([row('user_id', '=', userId), row('resolved_by', '=', userId)]))
      .orderBy('id');
    const rows = await dialect.page(theirs, perTransaction).execute();
    for (const row of rows) {
      const payment = {
        ...row,
        user_id: named(row.user_id),
        resolved_by: row.resolved_by && named(row.resolved_by),
        revision: row.revision + 1,
      };
      const { user_id, resolved_by, revision } = payment;
      await trx.updateTable('payments').set({ user_id, resolved_by, revision }).where('id', '=', row.id).execute();
      await journal(trx, { payment, refunds: await refundsOf(trx, [row.id]).execute() });
    }
    return rows;
  }
}

/** After the payments: what was written with them until now is there to be seen. */
async function renameWhatIsUnderWay(trx: Trx, userId: string): Promise<void> {
  const body = sql<string>`replace(body, ${userId}, ${erasedName(userId)})`;
  await trx.updateTable('outbox').set({ body }).where('body', 'like', `%${userId}%`).execute();
  await trx.updateTable('journal').set({ body }).where('body', 'like', `%${userId}%`).execute();
}
