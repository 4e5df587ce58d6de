import type { Page } from '@causeway/data-model';
import { firstTime, isOfAnother } from '@causeway/messaging/inbox';
import { outboxAdd, type Relay } from '@causeway/messaging/outbox';
import type { Cursors } from '@causeway/runtime/cursors';
import { insertIfAbsent, nameHere, type SqlStore } from '@causeway/stores/sql';
import { type Kysely, sql, type Transaction } from 'kysely';
import * as z from 'zod';
import type { Change } from '../core/change.js';
import type { Payment } from '../core/payment.js';
import type { Arrival, Ids, PaymentPages, Payments } from '../core/ports.js';
import { points, steps } from './failpoints.js';
import { arrivalNow, journal, lineOf } from './journal-lines.js';
import { eventsOf } from './payment-events.js';
import { toPaymentRow, toRefundRow } from './payment-rows.js';
import type { PaymentRow, PaymentTables, RefundRow } from './payment-tables.js';
import { ledgerRows } from './sql-ledger.js';
import { withRefunds } from './sql-refunds.js';

type Trx = Transaction<PaymentTables>;

/** Where a page ends: the last payment's change and id. */
const position = z.tuple([z.string(), z.string()]);
const scope = ['changes'];

/** Payments in SQL. The revision decides between two that change the same payment. */
export class SqlPayments implements Payments, PaymentPages {
  readonly #store: SqlStore<PaymentTables>;
  readonly #relay: Relay;
  readonly #cursors: Cursors;
  readonly #ids: Ids;

  constructor(store: SqlStore<PaymentTables>, relay: Relay, cursors: Cursors, ids: Ids) {
    this.#store = store;
    this.#relay = relay;
    this.#cursors = cursors;
    this.#ids = ids;
  }

  byId = (id: string) => this.#find('id', id);
  byOrder = (orderId: string) => this.#find('order_id', orderId);
  byIntent = (intentId: string) => this.#find('intent_id', intentId);

  async add(change: Change, arrival?: Arrival): Promise<Payment | undefined> {
    const { dialect } = this.#store;
    return this.#write(change, arrival, async (trx) => {
      const payment = { ...change.payment, userId: await nameHere(dialect, trx, change.payment.userId) };
      return (await insertIfAbsent(dialect, trx, 'payments', toPaymentRow(payment))) ? payment : undefined;
    });
  }

  async save(before: Payment, change: Change, arrival?: Arrival): Promise<boolean> {
    const written = await this.#write(change, arrival, async (trx) => {
      const { numUpdatedRows } = await replacePayment(trx, before, change.payment).executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) return undefined;
      await writeRefunds(trx, before, change.payment);
      return change.payment;
    });
    return written !== undefined;
  }

  async heard(arrival: Arrival): Promise<'not-yet' | 'before' | 'otherwise'> {
    const { db } = this.#store;
    if (arrival.kind === 'webhook') {
      const noted = db.selectFrom('webhook_events').select('event_id').where('event_id', '=', arrival.id);
      return (await noted.executeTakeFirst()) === undefined ? 'not-yet' : 'before';
    }
    const kept = await db
      .selectFrom('inbox')
      .select('fingerprint')
      .where('event_id', '=', arrival.id)
      .executeTakeFirst();
    if (kept === undefined) return 'not-yet';
    return isOfAnother(kept, arrival) ? 'otherwise' : 'before';
  }

  async markHandled(arrival: Arrival): Promise<void> {
    await this.#store.transaction(points['arrival-noted'], async (trx) => {
      if (await this.#noteArrival(trx, arrival)) await journal(trx, { arrival: arrivalNow(arrival) });
    });
  }

  async claimDue(now: Date, until: Date, limit: number): Promise<Payment[]> {
    const rows = await this.#store.write(points['due-claimed'], (db) =>
      this.#store.dialect.claim(db, {
        table: 'payments',
        key: 'id',
        where: sql`due_at <= ${now.toISOString()}`,
        orderBy: 'due_at',
        limit,
        set: { due_at: until.toISOString() },
      }),
    );
    return this.#withRefunds(rows);
  }

  async page(after: string | undefined, limit: number, since?: string): Promise<Page<Payment>> {
    let query = this.#store.db.selectFrom('payments').selectAll().orderBy('updated_at').orderBy('id');
    if (since !== undefined) query = query.where('updated_at', '>=', since);
    if (after !== undefined) {
      const [updatedAt, id] = position.parse(this.#cursors.open(after, scope, 'after'));
      query = query.where((row) =>
        row.or([row('updated_at', '>', updatedAt), row.and([row('updated_at', '=', updatedAt), row('id', '>', id)])]),
      );
    }
    const rows = await this.#store.dialect.page(query, limit + 1).execute();
    const items = await this.#withRefunds(rows.slice(0, limit));
    const last = items.at(-1);
    const more = rows.length > limit && last !== undefined;
    return { items, nextCursor: more ? this.#cursors.seal([last.updatedAt, last.id], scope) : null };
  }

  async byIds(ids: readonly string[]): Promise<Payment[]> {
    if (ids.length === 0) return [];
    return this.#withRefunds(await this.#store.db.selectFrom('payments').selectAll().where('id', 'in', ids).execute());
  }

  /** Everything a change is goes into one transaction; its events are published right after. */
  async #write(
    wanted: Change,
    arrival: Arrival | undefined,
    writePayment: (trx: Trx) => Promise<Payment | undefined>,
  ): Promise<Payment | undefined> {
    const written = await this.#store.transaction(steps[wanted.step], async (trx) => {
      const payment = await writePayment(trx);
      if (payment === undefined) return undefined;
      const change = { ...wanted, payment };
      const events = eventsOf(change);
      const entries = ledgerRows(change, this.#ids);
      if (entries.length > 0) await trx.insertInto('ledger_entries').values(entries).execute();
      if (arrival !== undefined) await this.#noteArrival(trx, arrival);
      for (const event of events) await outboxAdd(trx, event);
      await journal(trx, lineOf(change, entries, events, arrival));
      return { payment, events };
    });
    if (written === undefined) return undefined;
    // Not awaited: what cannot be published now is the sweeper's.
    if (written.events.length > 0) void this.#relay.publish(written.events);
    return written.payment;
  }

  /** False when it had been noted before. */
  #noteArrival(trx: Trx, { kind, id, fingerprint }: Arrival): Promise<boolean> {
    if (kind === 'event') return firstTime(this.#store.dialect, trx, { id, fingerprint });
    const row = { event_id: id, received_at: new Date().toISOString() };
    return insertIfAbsent(this.#store.dialect, trx, 'webhook_events', row);
  }

  async #find(column: 'id' | 'order_id' | 'intent_id', value: string): Promise<Payment | undefined> {
    const row = await this.#store.db.selectFrom('payments').selectAll().where(column, '=', value).executeTakeFirst();
    if (row === undefined) return undefined;
    const [payment] = await this.#withRefunds([row]);
    return payment;
  }

  #withRefunds = (rows: readonly PaymentRow[]): Promise<Payment[]> => withRefunds(this.#store.db, rows);
}

/** Changes a payment only if nobody has since it was read. */
const replacePayment = (trx: Kysely<PaymentTables>, before: Payment, after: Payment) => {
  const { id, ...columns } = toPaymentRow(after);
  return trx.updateTable('payments').set(columns).where('id', '=', id).where('revision', '=', before.revision);
};

async function writeRefunds(trx: Trx, before: Payment, after: Payment): Promise<void> {
  const known = new Set(before.refunds.map(({ id }) => id));
  for (const refund of after.refunds) {
    if (before.refunds.includes(refund)) continue;
    const { id, ...columns }: RefundRow = toRefundRow(refund);
    if (known.has(id)) await trx.updateTable('refunds').set(columns).where('id', '=', id).execute();
    else
      await trx
        .insertInto('refunds')
        .values({ id, ...columns })
        .execute();
  }
}
