import type { SqlStore } from '@causeway/stores/sql';
import { sql } from 'kysely';
import type { LagCount, Range, Reports } from '../core/ports.js';
import type { ProjectionTables } from './projection-tables.js';

/** The reports, each one statement over the projection. */
export class SqlReports implements Reports {
  readonly #store: SqlStore<ProjectionTables>;

  constructor(store: SqlStore<ProjectionTables>) {
    this.#store = store;
  }

  async mainCurrency(from = '', to = '9999'): Promise<string | undefined> {
    const query = this.#store.db
      .selectFrom('projected_payments')
      .select('currency')
      .where('captured_at', '>=', from)
      .where('captured_at', '<', to)
      .groupBy('currency')
      .orderBy(sql`count(*)`, 'desc')
      .orderBy('currency');
    const row = await this.#store.dialect.page(query, 1).executeTakeFirst();
    return row?.currency;
  }

  captured({ from, to, currency, prefixLength }: Range): Promise<{ bucket: string; orders: number; amount: number }[]> {
    const bucket = sql<string>`substring(captured_at, 1, ${sql.raw(String(prefixLength))})`;
    return this.#store.db
      .selectFrom('projected_payments')
      .select([bucket.as('bucket'), sql<number>`count(*)`.as('orders'), sql<number>`sum(amount)`.as('amount')])
      .where('currency', '=', currency)
      .where('captured_at', '>=', from)
      .where('captured_at', '<', to)
      .groupBy(bucket)
      .execute();
  }

  refunded({ from, to, currency, prefixLength }: Range): Promise<{ bucket: string; amount: number }[]> {
    const bucket = sql<string>`substring(created_at, 1, ${sql.raw(String(prefixLength))})`;
    return this.#store.db
      .selectFrom('projected_refunds')
      .select([bucket.as('bucket'), sql<number>`sum(amount)`.as('amount')])
      .where('currency', '=', currency)
      .where('created_at', '>=', from)
      .where('created_at', '<', to)
      .groupBy(bucket)
      .execute();
  }

  async topProducts(currency: string, limit: number) {
    const query = this.#store.db
      .selectFrom('projected_order_lines as line')
      .innerJoin('projected_payments as payment', 'payment.order_id', 'line.order_id')
      .leftJoin('projected_products as product', 'product.id', 'line.product_id')
      .select([
        'line.product_id as productId',
        // The name it has now; the one it was sold under where the catalogue's event has not come yet.
        sql<string>`coalesce(max(product.name), max(line.name))`.as('name'),
        sql<number>`sum(line.quantity)`.as('quantity'),
        sql<number>`sum(line.revenue)`.as('revenue'),
      ])
      .where('payment.currency', '=', currency)
      .where('payment.captured_at', 'is not', null)
      .where('payment.status', '!=', 'refunded')
      .groupBy('line.product_id')
      .orderBy('revenue', 'desc')
      .orderBy('line.product_id');
    return this.#store.dialect.page(query, limit).execute();
  }

  async topCustomers(currency: string, limit: number) {
    const query = this.#store.db
      .selectFrom('projected_payments')
      .select([
        'user_id as userId',
        sql<number>`count(*)`.as('orders'),
        sql<number>`sum(amount - refunded)`.as('revenue'),
      ])
      .where('currency', '=', currency)
      .where('captured_at', 'is not', null)
      .where('status', '!=', 'refunded')
      .groupBy('user_id')
      .orderBy('revenue', 'desc')
      .orderBy('user_id');
    return this.#store.dialect.page(query, limit).execute();
  }

  async lag(): Promise<LagCount[]> {
    const rows = await this.#store.db.selectFrom('sync_lags').selectAll().execute();
    return rows.map(({ source, up_to_ms, samples }) => ({ source, upToMs: up_to_ms, samples }));
  }
}
