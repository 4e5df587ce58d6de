import { DatabaseSync } from 'node:sqlite';
import type { BareOrder } from './bare-order.js';

const columns = 29;
const names = Array.from({ length: columns }, (_, index) => `c${index}`);
const marks = names.map(() => '?').join(', ');

/** Payments as payment-service keeps them: rows as wide, the same indexes and constraints, durable at every commit. */
export class BareSql {
  readonly #db: DatabaseSync;
  readonly #statements;

  constructor(file: string) {
    this.#db = new DatabaseSync(file, { enableForeignKeyConstraints: true });
    this.#db.exec(`
      pragma journal_mode = wal; pragma synchronous = full;
      create table payments (id text primary key, order_id text not null unique, ${names.join(', ')});
      create index intents on payments (c0); create index due on payments (c1); create index changes on payments (c2, id);
      create table ledger (id text primary key, payment_id text not null references payments (id), movement text not null,
        account text not null, amount bigint not null, currency text not null, created_at text not null,
        batch text, unique (movement, account));
      create index ledger_payment on ledger (payment_id); create index ledger_batch on ledger (batch);
      create table inbox (event_id text primary key, received_at text not null);
      create table outbox (event_id text primary key, topic text not null, body text not null, claimed_until text not null);
      create index outbox_claimed on outbox (claimed_until);`);
    this.#statements = {
      insert: this.#db.prepare(`insert into payments values (?, ?, ${marks})`),
      update: this.#db.prepare(`update payments set ${names.map((name) => `${name} = ?`).join(', ')} where id = ?`),
      ledger: this.#db.prepare('insert into ledger values (?, ?, ?, ?, ?, ?, ?, null)'),
      inbox: this.#db.prepare('insert into inbox values (?, ?)'),
      outbox: this.#db.prepare('insert into outbox values (?, ?, ?, ?)'),
      remove: this.#db.prepare('delete from outbox where event_id = ?'),
    };
  }

  /** The payment is recorded. */
  record({ id }: BareOrder): void {
    this.#inTransaction(() => this.#statements.insert.run(id, id, ...values('requested')));
  }

  /** The provider's intent is known. */
  keepIntent({ id }: BareOrder): void {
    this.#inTransaction(() => this.#statements.update.run(...values('charging'), id));
  }

  /** The result, two entries of the ledger, the inbox and the outbox. */
  capture({ id, placedEvent, capturedEvent, order }: BareOrder): void {
    const { ledger, update, inbox, outbox } = this.#statements;
    const { amount, currency } = order.total;
    this.#inTransaction(() => {
      update.run(...values('captured'), id);
      ledger.run(`${id}-1`, id, id, 'provider-clearing', amount, currency, order.createdAt);
      ledger.run(`${id}-2`, id, id, 'sales', -amount, currency, order.createdAt);
      inbox.run(placedEvent.id, order.createdAt);
      outbox.run(capturedEvent.id, 'payments', JSON.stringify(capturedEvent), order.createdAt);
    });
  }

  /** The event was published. */
  forget({ capturedEvent }: BareOrder): void {
    this.#statements.remove.run(capturedEvent.id);
  }

  close(): void {
    this.#db.close();
  }

  #inTransaction(work: () => unknown): void {
    this.#db.exec('begin immediate');
    work();
    this.#db.exec('commit');
  }
}

const values = (status: string) => names.map((_, index) => `${status} of column ${index}`);
