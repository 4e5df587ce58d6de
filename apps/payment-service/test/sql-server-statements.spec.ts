import { sqlRelay } from '@causeway/messaging/outbox';
import { cursors } from '@causeway/runtime/cursors';
import { anOrder } from '@causeway/testing';
import { recordingSqlServer } from '@causeway/testing/sql-server';
import type { PaymentTables } from '../src/adapters/payment-tables.js';
import { SqlPayments } from '../src/adapters/sql-payments.js';
import { SqlRefundKeys } from '../src/adapters/sql-refund-keys.js';
import { requested } from '../src/core/request-payment.js';
import { settled } from '../src/core/settle-intent.js';
import { patience } from './model/model-shop.js';

const { store, asked: everythingAsked } = recordingSqlServer<PaymentTables>();
const relay = sqlRelay({ store, publisher: { publish: async () => undefined } });
const ids = () => '0193a2b4-0000-7000-8000-000000000001';
const payments = new SqlPayments(store, relay, cursors('sixteen letters!'), ids);
const now = new Date('2026-11-21T09:00:00.000Z');
const begun = requested(anOrder(), { id: ids(), now, traceparent: '' });

async function asked(work: () => Promise<unknown>): Promise<string[]> {
  const statements = await everythingAsked(work);
  return statements.filter((statement) => !/^insert into "(outbox|journal)"/.test(statement));
}

describe('what SQL Server is asked', () => {
  it('to claim what is due, stepping over what others are claiming', async () => {
    const claim = await asked(() => payments.claimDue(now, now, 20));
    expect(claim).toMatchInlineSnapshot(`
[
  "with claimed as ( select top (@1) * from "payments" with (updlock, rowlock, readpast, readcommittedlock) where due_at <= @2 order by "due_at" ) update claimed set "due_at" = @3 output inserted.*",
]
`);
  });

  it('to change a payment only at the revision that was read, and to book it', async () => {
    const { payment } = begun;
    const intent = { id: 'pi_1', status: 'succeeded', amount: payment.amount, method: payment.method } as const;
    const change = settled(payment, { ...intent, declineCode: null, redirectUrl: null }, now, patience);
    if (change === undefined) throw new Error('nothing was captured');
    const save = await asked(() => payments.save(payment, change, { kind: 'event', id: 'e1' }));
    expect(save).toMatchInlineSnapshot(`
[
  "update "payments" set "order_id" = @1, "user_id" = @2, "status" = @3, "amount" = @4, "refunded" = @5, "currency" = @6, "payment_method" = @7, "card_brand" = @8, "card_last4" = @9, "intent_id" = @10, "decline_code" = @11, "action_url" = @12, "action_expires_at" = @13, "captured_at" = @14, "cancel_requested_at" = @15, "doubt_since" = @16, "attempts" = @17, "due_at" = @18, "resolution" = @19, "resolution_note" = @20, "resolved_by" = @21, "resolved_at" = @22, "traceparent" = @23, "version" = @24, "revision" = @25, "schema_version" = @26, "created_at" = @27, "updated_at" = @28 where "id" = @29 and "revision" = @30",
  "insert into "ledger_entries" ("id", "payment_id", "refund_id", "movement_id", "account", "amount", "currency", "schema_version", "created_at") values (@1, @2, @3, @4, @5, @6, @7, @8, @9), (@10, @11, @12, @13, @14, @15, @16, @17, @18)",
  "insert into "inbox" ("event_id", "received_at") values (@1, @2)",
]
`);
  });

  it('for a page of changes', async () => {
    const cursor = cursors('sixteen letters!').seal(['2026-11-21T09:00:00.000Z', ids()], ['changes']);
    expect(await asked(() => payments.page(cursor, 10))).toMatchInlineSnapshot(`
[
  "select * from "payments" where ("updated_at" > @1 or ("updated_at" = @2 and "id" > @3)) order by "updated_at", "id" offset @4 rows fetch next @5 rows only",
]
`);
  });

  it('to claim an idempotency key', async () => {
    const key = { userId: ids(), route: 'refunds', key: 'k' };
    expect(await asked(() => new SqlRefundKeys(store).claim(key, {}, ids(), now, now))).toMatchInlineSnapshot(`
[
  "insert into "idempotency_keys" ("key_hash", "request_hash", "refund_id", "lease_until", "answer", "created_at") values (@1, @2, @3, @4, @5, @6)",
]
`);
  });
});
