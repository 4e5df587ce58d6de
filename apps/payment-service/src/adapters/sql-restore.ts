import { createHash } from 'node:crypto';
import { type CloudEvent, erasedName } from '@causeway/data-model';
import { firstTime } from '@causeway/messaging/inbox';
import { outboxAdd } from '@causeway/messaging/outbox';
import { type Archived, type ArchivedChange, type Restoration, restorationOf } from '@causeway/stores/archive';
import { insertIfAbsent, noteErased, type SqlStore } from '@causeway/stores/sql';
import { sql, type Transaction } from 'kysely';
import { versionsLater } from '../core/recover-lost.js';
import { points } from './failpoints.js';
import type { JournalLine } from './journal-lines.js';
import type { PaymentTables } from './payment-tables.js';

type Trx = Transaction<PaymentTables>;

/** Events this young may not have been published when the part was written. Telling twice does no harm. */
const toldAgainMs = 10 * 60_000;

export type Restored = {
  payments: number;
  refunds: number;
  entries: number;
  /** The newest entry's time. */
  newestEntry: string | null;
  /** Currencies and payments whose entries do not sum to zero: none, or the archive was made of wrong books. */
  unbalanced: string[];
  /** SHA-256 over all entries by id: the same for the same ledger. */
  checksum: string;
};

/** Payments from the archive, into tables that are empty or hold a part of the same. */
export class SqlRestore {
  readonly #store: SqlStore<PaymentTables>;

  constructor(store: SqlStore<PaymentTables>) {
    this.#store = store;
  }

  /** How many payments there are, unless they are what an earlier attempt put there. */
  async held(): Promise<number> {
    const earlier = await this.#restoration().find();
    if (earlier?.state === 'under way') return 0;
    const { count } = await this.#store.db
      .selectFrom('payments')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return count;
  }

  async restore(archived: Archived, at: Date): Promise<Restored> {
    const restoration = this.#restoration();
    await restoration.begin(at.toISOString(), archived.completeUntil);
    const since = Math.min(
      Date.parse(archived.unpublishedSince ?? archived.completeUntil),
      at.getTime() - toldAgainMs,
      Date.parse(archived.completeUntil) - toldAgainMs,
    );
    let unnoted = [...archived.erased];
    for await (const part of archived.read()) {
      await this.#store.transaction(points['part-restored'], async (trx) => {
        for (const pseudonym of unnoted) await noteErased(this.#store.dialect, trx, pseudonym, at);
        for (const change of part) {
          const line = lineIn(change, archived.erased);
          await this.#put(trx, { ...change, line }, new Date(since).toISOString());
        }
      });
      unnoted = [];
    }
    await this.#store.transaction(points['restored-made-due'], (trx) => makeDue(trx));
    const report = await this.report();
    await restoration.mark('restored');
    return report;
  }

  async report(): Promise<Restored> {
    const { db } = this.#store;
    const entries = await db
      .selectFrom('ledger_entries')
      .select(['id', 'payment_id', 'refund_id', 'movement_id', 'account', 'amount', 'currency', 'created_at'])
      .orderBy('id')
      .execute();
    const sums = new Map<string, number>();
    for (const { payment_id, currency, amount } of entries) {
      for (const key of [currency, `payment ${payment_id}`]) sums.set(key, (sums.get(key) ?? 0) + amount);
    }
    const checksum = createHash('sha256');
    for (const entry of entries) checksum.update(`${JSON.stringify(Object.values(entry))}\n`);
    const count = async (table: 'payments' | 'refunds') =>
      (
        await db
          .selectFrom(table as 'payments')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .executeTakeFirstOrThrow()
      ).count;
    return {
      payments: await count('payments'),
      refunds: await count('refunds'),
      entries: entries.length,
      newestEntry: entries.reduce<string | null>(
        (last, { created_at: at }) => (last === null || at > last ? at : last),
        null,
      ),
      unbalanced: [...sums].filter(([, sum]) => sum !== 0).map(([key, sum]) => `${key} by ${sum}`),
      checksum: checksum.digest('hex'),
    };
  }

  #restoration(): Restoration {
    return restorationOf(this.#store);
  }

  async #put(trx: Trx, { at, line, isAll }: ArchivedChange & { line: JournalLine }, tellSince: string): Promise<void> {
    const { payment, refunds = [], entries = [], arrival, events = [], key, keyFreed } = line;
    const { dialect } = this.#store;
    if (payment !== undefined) {
      const { id, ...columns } = payment;
      const known = trx.selectFrom('payments').select('revision').where('id', '=', id);
      const revision = (await known.executeTakeFirst())?.revision;
      if (revision === undefined) await trx.insertInto('payments').values(payment).execute();
      else if (revision < payment.revision)
        await trx.updateTable('payments').set(columns).where('id', '=', id).execute();
      if (revision === undefined || revision < payment.revision) {
        await trx.deleteFrom('refunds').where('payment_id', '=', id).execute();
        for (const refund of refunds) await trx.insertInto('refunds').values(refund).execute();
      }
    }
    for (const entry of entries) await insertIfAbsent(dialect, trx, 'ledger_entries', entry);
    if (arrival?.kind === 'event') {
      const { id, fingerprint = null } = arrival;
      await firstTime(dialect, trx, { id, fingerprint }, new Date(arrival.at));
    }
    if (arrival?.kind === 'webhook')
      await insertIfAbsent(dialect, trx, 'webhook_events', { event_id: arrival.id, received_at: arrival.at });
    const gone = keyFreed ?? key?.key_hash;
    if (gone !== undefined) await trx.deleteFrom('idempotency_keys').where('key_hash', '=', gone).execute();
    if (key !== undefined) await trx.insertInto('idempotency_keys').values(key).execute();
    if (isAll || at >= tellSince) for (const event of events) await tellAgain(trx, event);
  }
}

/** A line as it is of those who are erased by now: an erasure outlives every instant. */
function lineIn({ body }: ArchivedChange, erased: ReadonlySet<string>): JournalLine {
  // `journal` wrote it from one.
  const line = body as JournalLine;
  const named = (name: string) => (erased.has(erasedName(name)) ? erasedName(name) : name);
  const { payment, events } = line;
  return {
    ...line,
    ...(payment && {
      payment: {
        ...payment,
        user_id: named(payment.user_id),
        resolved_by: payment.resolved_by && named(payment.resolved_by),
      },
    }),
    ...(events && { events: events.map((event) => eventIn(event, named)) }),
  };
}

function eventIn(event: CloudEvent, named: (name: string) => string): CloudEvent {
  if (!('payment' in event.data)) return event;
  const { payment } = event.data;
  // The event of a payment is one of the same type with another name in it.
  return { ...event, data: { payment: { ...payment, userId: named(payment.userId) } } } as CloudEvent;
}

async function tellAgain(trx: Trx, event: CloudEvent): Promise<void> {
  const known = trx.selectFrom('outbox').select('event_id').where('event_id', '=', event.id);
  if ((await known.executeTakeFirst()) === undefined) await outboxAdd(trx, event);
}

/** What is not finished is looked at as soon as the service runs, and the provider says what has become of it. */
async function makeDue(trx: Trx): Promise<void> {
  const open = sql<boolean>`(status in ('requested', 'charging', 'requires_action', 'processing', 'unknown', 'manual_review')
    or exists (select 1 from refunds where refunds.payment_id = payments.id and refunds.status = 'pending'))`;
  const set = { version: sql<number>`version + ${versionsLater}`, revision: sql<number>`revision + 1` };
  const now = new Date().toISOString();
  await trx.updateTable('payments').set(set).where(open).where('version', '<', versionsLater).execute();
  await trx.updateTable('payments').set({ due_at: now }).where(open).where('status', '!=', 'manual_review').execute();
}
