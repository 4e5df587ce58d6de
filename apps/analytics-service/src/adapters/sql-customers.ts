import { erasedName } from '@causeway/data-model';
import { noteErasure } from '@causeway/stores/archive';
import type { Blobs } from '@causeway/stores/blob';
import { noteErased, type SqlStore } from '@causeway/stores/sql';
import { sql, type Transaction } from 'kysely';
import type { AccountErased, CustomerData, Customers } from '../core/ports.js';
import { points } from './failpoints.js';
import { accountEventOf } from './named-here.js';
import { nextGeneration } from './next-generation.js';
import { projectEvent } from './project-event.js';
import { type Pen, towardsNewer } from './project-state.js';
import { journal } from './projection-archive.js';
import type { ProjectionTables } from './projection-tables.js';
import { isBuilding } from './rebuild-row.js';
import { countLag, measureLag } from './sync-lag.js';

/**
 * Customers in the projection, and in its archive.
 *
 * What an erasure does not reach: lines that are in the archive already. They hold the person's id, which is nobody's any
 * more, and no name or address; the next day's chain does not have it. Lines of versions that knew no erasures hold orders whole, with
 * where they went to: chains that old are to be deleted.
 */
export class SqlCustomers implements Customers {
  readonly #store: SqlStore<ProjectionTables>;
  readonly #blobs: Blobs;

  constructor(store: SqlStore<ProjectionTables>, blobs: Blobs) {
    this.#store = store;
    this.#blobs = blobs;
  }

  forgetInArchive = (userId: string): Promise<void> =>
    noteErasure(this.#blobs, 'projection', erasedName(userId), points['erasure-archived']);

  async forget(event: AccountErased, at: Date): Promise<{ orders: number; payments: number; accounts: number }> {
    const { id: userId } = event.data.account;
    const { dialect } = this.#store;
    const told = accountEventOf(event, erasedName(userId));
    const { isNew, ...erased } = await this.#store.transaction(points['customer-erased'], async (trx) => {
      const pen: Pen = { seam: dialect, trx, at: at.toISOString(), may: towardsNewer };
      const isFirst = await noteErased(dialect, trx, userId, at);
      if (await isBuilding(dialect, trx)) await renameIn(trx.withPlugin(nextGeneration), userId);
      const rows = await renameIn(trx, userId);
      const account = await trx.deleteFrom('projected_accounts').where('id', '=', userId).executeTakeFirstOrThrow();
      await projectEvent(pen, told);
      await renameWhatWasTold(trx, userId);
      if (isFirst) {
        await countLag(pen, told, at);
        await journal(trx, { event: told });
      }
      return { isNew: isFirst, ...rows, accounts: Number(account.numDeletedRows) };
    });
    if (isNew) measureLag(told, at);
    return erased;
  }

  async dataOf(userId: string): Promise<CustomerData | undefined> {
    const { db } = this.#store;
    const account = await db
      .selectFrom('projected_accounts')
      .select('created_at')
      .where('id', '=', userId)
      .executeTakeFirst();
    const { orders } = await db
      .selectFrom('projected_orders')
      .select(({ fn }) => fn.countAll<number>().as('orders'))
      .where('user_id', '=', userId)
      .executeTakeFirstOrThrow();
    const sums = await db
      .selectFrom('projected_payments')
      .select(['currency', sql<number>`sum(amount - refunded)`.as('amount')])
      .where('user_id', '=', userId)
      .where('captured_at', 'is not', null)
      .groupBy('currency')
      .orderBy('currency')
      .execute();
    if (account === undefined && orders === 0 && sums.length === 0) return undefined;
    return { registeredAt: account?.created_at ?? null, orders, revenue: sums };
  }
}

type Trx = Transaction<ProjectionTables>;

async function renameIn(trx: Trx, userId: string): Promise<{ orders: number; payments: number }> {
  const set = { user_id: erasedName(userId) };
  const rename = (table: 'projected_orders' | 'projected_payments') =>
    trx
      .updateTable(table as 'projected_orders')
      .set(set)
      .where('user_id', '=', userId)
      .executeTakeFirstOrThrow();
  const orders = await rename('projected_orders');
  const payments = await rename('projected_payments');
  return { orders: Number(orders.numUpdatedRows), payments: Number(payments.numUpdatedRows) };
}

/** The id is in the ids of its account's events, and in what is not archived yet. */
async function renameWhatWasTold(trx: Trx, userId: string): Promise<void> {
  const renamed = (column: string) => sql<string>`replace(${sql.ref(column)}, ${userId}, ${erasedName(userId)})`;
  await sql`update inbox set event_id = ${renamed('event_id')} where event_id like ${`account/${userId}/%`}`.execute(
    trx,
  );
  const body = renamed('body');
  await trx.updateTable('journal').set({ body }).where('body', 'like', `%${userId}%`).execute();
}
