import type { CloudEvent } from '@causeway/data-model';
import { journalAdd } from '@causeway/stores/archive';
import type { Transaction } from 'kysely';
import type { Change } from '../core/change.js';
import type { Arrival } from '../core/ports.js';
import { toPaymentRow, toRefundRow } from './payment-rows.js';
import type { IdempotencyKeyRow, LedgerEntryRow, PaymentRow, PaymentTables, RefundRow } from './payment-tables.js';

/** What the archive holds of one change: rows as they became, and what was to be told. */
export type JournalLine = {
  payment?: PaymentRow;
  /** All of the payment's. */
  refunds?: RefundRow[];
  entries?: LedgerEntryRow[];
  arrival?: { kind: Arrival['kind']; id: string; at: string; fingerprint?: string | null };
  events?: CloudEvent[];
  key?: IdempotencyKeyRow;
  /** The hash of an idempotency key that is free again. */
  keyFreed?: string;
};

/** Leaves a line for the archive, in the transaction of what it tells of. */
export const journal = (trx: Transaction<PaymentTables>, line: JournalLine): Promise<void> => journalAdd(trx, line);

export const lineOf = (
  { payment }: Change,
  entries: LedgerEntryRow[],
  events: CloudEvent[],
  arrival: Arrival | undefined,
): JournalLine => ({
  payment: toPaymentRow(payment),
  refunds: payment.refunds.map(toRefundRow),
  ...(entries.length === 0 ? {} : { entries }),
  ...(events.length === 0 ? {} : { events }),
  ...(arrival === undefined ? {} : { arrival: arrivalNow(arrival) }),
});

export const arrivalNow = ({ kind, id, fingerprint }: Arrival) => ({
  kind,
  id,
  at: new Date().toISOString(),
  ...(fingerprint === null ? {} : { fingerprint }),
});
