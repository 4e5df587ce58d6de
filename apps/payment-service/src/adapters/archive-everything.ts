import type { SqlStore } from '@causeway/stores/sql';
import type { JournalLine } from './journal-lines.js';
import type { PaymentTables } from './payment-tables.js';

const pageSize = 200;

/** Everything a restored service needs, as the archive's lines, a page at a time. */
export async function* archiveEverything(store: SqlStore<PaymentTables>): AsyncGenerator<JournalLine[]> {
  yield* pages(store, 'payments', 'id', async (rows) => {
    const ids = rows.map(({ id }) => id);
    const refunds = await store.db.selectFrom('refunds').selectAll().where('payment_id', 'in', ids).execute();
    const entries = await store.db
      .selectFrom('ledger_entries')
      .select(['id', 'payment_id', 'refund_id', 'movement_id', 'account', 'amount', 'currency', 'schema_version'])
      .select('created_at')
      .where('payment_id', 'in', ids)
      .execute();
    return rows.map((payment) => ({
      payment,
      refunds: refunds.filter(({ payment_id }) => payment_id === payment.id),
      entries: entries.filter(({ payment_id }) => payment_id === payment.id),
    }));
  });
  yield* pages(store, 'inbox', 'event_id', (rows) =>
    rows.map(({ event_id: id, received_at: at, fingerprint }) => ({
      arrival: { kind: 'event' as const, id, at, fingerprint },
    })),
  );
  yield* pages(store, 'webhook_events', 'event_id', (rows) =>
    rows.map((row) => ({ arrival: { kind: 'webhook' as const, id: row.event_id, at: row.received_at } })),
  );
  yield* pages(store, 'idempotency_keys', 'key_hash', (rows) => rows.map((key) => ({ key })));
  yield* pages(store, 'outbox', 'event_id', (rows) => [{ events: rows.map(({ body }) => JSON.parse(body)) }]);
}

type Paged = 'payments' | 'inbox' | 'webhook_events' | 'idempotency_keys' | 'outbox';

async function* pages<T extends Paged>(
  store: SqlStore<PaymentTables>,
  table: T,
  key: keyof PaymentTables[T] & string,
  linesOf: (rows: PaymentTables[T][]) => JournalLine[] | Promise<JournalLine[]>,
): AsyncGenerator<JournalLine[]> {
  // Kysely cannot follow a table and a column that are chosen by the caller.
  const column = key as 'id';
  for (let after = ''; ; ) {
    const query = store.db
      .selectFrom(table as 'payments')
      .selectAll()
      .where(column, '>', after)
      .orderBy(column);
    const rows = (await store.dialect.page(query, pageSize).execute()) as unknown as PaymentTables[T][];
    if (rows.length === 0) return;
    yield await linesOf(rows);
    after = String(rows.at(-1)?.[key]);
  }
}
