import type { SqlReader } from '@causeway/stores/sql';
import type { Payment } from '../core/payment.js';
import { fromPaymentRow } from './payment-rows.js';
import type { PaymentRow, PaymentTables } from './payment-tables.js';

/** The refunds of these payments, in the order they were made. */
export const refundsOf = (db: SqlReader<PaymentTables>, paymentIds: readonly string[]) =>
  db.selectFrom('refunds').selectAll().where('payment_id', 'in', paymentIds).orderBy('created_at').orderBy('id');

/** Payments of their rows, with their refunds. */
export async function withRefunds(db: SqlReader<PaymentTables>, rows: readonly PaymentRow[]): Promise<Payment[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const refunds = Map.groupBy(await refundsOf(db, ids).execute(), ({ payment_id }) => payment_id);
  return rows.map((row) => fromPaymentRow(row, refunds.get(row.id) ?? []));
}
