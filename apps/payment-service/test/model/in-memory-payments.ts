import type { Change } from '../../src/core/change.js';
import type { LedgerEntry, Payment, PaymentEvent } from '../../src/core/payment.js';
import type { Arrival, Payments } from '../../src/core/ports.js';

/** Payments in memory, with the store's promises: unique orders, revisions, one transaction per write. */
export class InMemoryPayments implements Payments {
  readonly ledger: (LedgerEntry & { paymentId: string })[] = [];
  readonly events: { type: PaymentEvent; payment: Payment }[] = [];
  readonly history: Payment['status'][] = [];
  readonly #byOrder = new Map<string, Payment>();
  /** Fingerprints by kind and id. */
  readonly #handled = new Map<string, string | null>();

  async byId(id: string) {
    return this.all().find((payment) => payment.id === id);
  }

  async byOrder(orderId: string) {
    return this.#byOrder.get(orderId);
  }

  async byIntent(intentId: string) {
    return this.all().find((payment) => payment.intentId === intentId);
  }

  async add(change: Change, arrival?: Arrival) {
    if (this.#byOrder.has(change.payment.orderId)) return undefined;
    this.#write(change, arrival);
    return change.payment;
  }

  async save(before: Payment, change: Change, arrival?: Arrival) {
    if (this.#byOrder.get(before.orderId)?.revision !== before.revision) return false;
    this.#write(change, arrival);
    return true;
  }

  async heard({ kind, id, fingerprint }: Arrival) {
    const kept = this.#handled.get(`${kind} ${id}`);
    if (kept === undefined) return 'not-yet';
    return kept === fingerprint ? 'before' : 'otherwise';
  }

  async markHandled({ kind, id, fingerprint }: Arrival) {
    this.#handled.set(`${kind} ${id}`, fingerprint);
  }

  async claimDue(now: Date, until: Date, limit: number) {
    const due = this.all().filter(({ dueAt }) => dueAt !== null && dueAt <= now.toISOString());
    for (const payment of due.slice(0, limit)) {
      this.#byOrder.set(payment.orderId, { ...payment, dueAt: until.toISOString() });
    }
    return due.slice(0, limit);
  }

  all(): Payment[] {
    return [...this.#byOrder.values()];
  }

  #write(change: Change, arrival: Arrival | undefined): void {
    this.#byOrder.set(change.payment.orderId, change.payment);
    this.history.push(change.payment.status);
    this.ledger.push(...change.entries.map((entry) => ({ ...entry, paymentId: change.payment.id })));
    this.events.push(...change.events.map((type) => ({ type, payment: change.payment })));
    if (arrival !== undefined) this.#handled.set(`${arrival.kind} ${arrival.id}`, arrival.fingerprint);
  }
}
