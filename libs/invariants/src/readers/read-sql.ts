import type { PaymentStatus } from '@causeway/data-model';
import { openSql, type SqlStore } from '@causeway/stores/sql';
import type { Books } from '../books.js';

type Outbox = { event_id: string; parked_reason: string | null };

type PaymentTables = {
  payments: {
    id: string;
    order_id: string;
    status: PaymentStatus;
    version: number;
    amount: number;
    refunded: number;
    currency: string;
    captured_at: string | null;
  };
  ledger_entries: { payment_id: string; account: string; amount: number; currency: string };
  outbox: Outbox;
};

type NotificationTables = {
  notifications: { event_id: string; order_id: string; message_id: string; status: string };
  outbox: Outbox;
};

type Projected = { id: string; version: number; status: string; refunded: number };
type AnalyticsTables = {
  projected_orders: Projected & { total: number };
  projected_payments: Projected & { amount: number };
  projected_products: { id: string; version: number; deleted: number };
};

/** Payments, the ledger, and what waits in payment-service's outbox. */
export const readPayments = (url: string): Promise<Pick<Books, 'payments' | 'ledger' | 'outboxes'>> =>
  reading<PaymentTables, Pick<Books, 'payments' | 'ledger' | 'outboxes'>>(url, async ({ db }) => {
    const payments = await db
      .selectFrom('payments')
      .select(['id', 'order_id', 'status', 'version', 'amount', 'refunded', 'currency', 'captured_at'])
      .execute();
    const ledger = await db
      .selectFrom('ledger_entries')
      .select(['payment_id', 'account', 'amount', 'currency'])
      .execute();
    const outbox = await db.selectFrom('outbox').select(['event_id', 'parked_reason']).execute();
    return {
      payments: payments.map(({ order_id, captured_at, ...row }) => ({
        ...row,
        orderId: order_id,
        captured: captured_at !== null,
      })),
      ledger: ledger.map(({ payment_id, ...row }) => ({ ...row, paymentId: payment_id })),
      outboxes: outbox.map(outboxOf('payments')),
    };
  });

export const readNotifications = (url: string): Promise<Pick<Books, 'notifications' | 'outboxes'>> =>
  reading<NotificationTables, Pick<Books, 'notifications' | 'outboxes'>>(url, async ({ db }) => {
    const rows = await db
      .selectFrom('notifications')
      .select(['event_id', 'order_id', 'message_id', 'status'])
      .execute();
    const outbox = await db.selectFrom('outbox').select(['event_id', 'parked_reason']).execute();
    return {
      notifications: rows.map(({ event_id, order_id, message_id, status }) => ({
        eventId: event_id,
        orderId: order_id,
        messageId: message_id,
        status,
      })),
      outboxes: outbox.map(outboxOf('notifications')),
    };
  });

export const readProjection = (url: string): Promise<Books['projected']> =>
  reading<AnalyticsTables, Books['projected']>(url, async ({ db }) => {
    const orders = await db
      .selectFrom('projected_orders')
      .select(['id', 'version', 'status', 'total', 'refunded'])
      .execute();
    const payments = await db
      .selectFrom('projected_payments')
      .select(['id', 'version', 'status', 'amount', 'refunded'])
      .execute();
    const products = await db
      .selectFrom('projected_products')
      .select(['id', 'version'])
      .where('deleted', '=', 0)
      .execute();
    return {
      orders: orders.map(({ id, version, status, total, refunded }) => ({
        id,
        version,
        fingerprint: `${status} ${total} ${refunded}`,
      })),
      payments: payments.map(({ id, version, status, amount, refunded }) => ({
        id,
        version,
        fingerprint: `${status} ${amount} ${refunded}`,
      })),
      products: products.map((row) => ({ ...row, fingerprint: '' })),
    };
  });

const outboxOf =
  (store: string) =>
  ({ event_id, parked_reason }: Outbox) => ({ store, eventId: event_id, parkedReason: parked_reason });

async function reading<DB, T>(url: string, read: (store: SqlStore<DB>) => Promise<T>): Promise<T> {
  const store = openSql<DB>(url);
  try {
    return await read(store);
  } finally {
    await store.close();
  }
}
