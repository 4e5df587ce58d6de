import type { LedgerEntry, Payment, PaymentEvent } from './payment.js';

/** Names of the durable steps of a payment. */
export type Step =
  | 'payment.recorded'
  | 'payment.intent-persisted'
  | 'payment.settled'
  | 'payment.doubted'
  | 'payment.postponed'
  | 'payment.cancel-asked'
  | 'payment.resolved'
  | 'refund.recorded'
  | 'refund.settled';

/** The payment as it becomes, with the ledger entries and events that go into the same transaction. */
export type Change = { step: Step; payment: Payment; entries: LedgerEntry[]; events: PaymentEvent[] };

type Changed = Partial<Omit<Payment, 'id' | 'orderId' | 'version' | 'createdAt'>>;

/** The next version of a payment. */
export function changed(
  step: Step,
  before: Payment,
  now: Date,
  fields: Changed,
  alongside: { entries?: LedgerEntry[]; events?: PaymentEvent[] } = {},
): Change {
  return {
    step,
    payment: { ...before, ...fields, version: before.version + 1, updatedAt: now.toISOString() },
    entries: alongside.entries ?? [],
    events: alongside.events ?? [],
  };
}
