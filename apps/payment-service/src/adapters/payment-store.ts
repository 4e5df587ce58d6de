import { migrate, openSql, type SqlStore } from '@causeway/stores/sql';
import { paymentMigrations } from './payment-migrations.js';
import type { PaymentTables } from './payment-tables.js';

/** The service's database, as new as this version knows it. */
export async function openStore(url: string): Promise<SqlStore<PaymentTables>> {
  const store = openSql<PaymentTables>(url);
  await migrate(store, paymentMigrations);
  return store;
}
