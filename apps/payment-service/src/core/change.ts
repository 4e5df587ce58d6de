import type { LedgerEntry, Payment, PaymentEvent } from './payment.js';

/** Names of the durable steps of a payment. */
export type Step =
  | 'recorded'
  | 'intent-persisted'
  | 'settled'
  | 'doubted'
  | 'postponed'
  | 'cancel-asked'
  | 'resolved'
  | 'refund-recorded'
  | 'refund-settled';

/** The payment as it becomes, with the ledger entries and events that go into the same transaction. */
export type Change = { step: Step; payment: Payment; entries: LedgerEntry[]; events: PaymentEvent[] };

type Changed = Partial<Omit<Payment, 'id' | 'orderId' | 'version' | 'revision' | 'createdAt'>>;

/** Steps that nobody outside can see: they tell nothing, so a projection must not miss a version because of them. */
const bookkeeping: readonly Step[] = ['postponed', 'cancel-asked'];

/** A payment as it becomes: its next version, unless the step is bookkeeping. */
export function changed(
  step: Step,
  before: Payment,
  now: Date,
  fields: Changed,
  alongside: { entries?: LedgerEntry[]; events?: PaymentEvent[] } = {},
): Change {
  const isVisible = !bookkeeping.includes(step);
  return {
    step,
    payment: {
      ...before,
      ...fields,
      revision: before.revision + 1,
      version: isVisible ? before.version + 1 : before.version,
      updatedAt: isVisible ? now.toISOString() : before.updatedAt,
    },
    entries: alongside.entries ?? [],
    events: alongside.events ?? [],
  };
}
