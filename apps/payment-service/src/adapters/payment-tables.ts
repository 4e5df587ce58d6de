import type { PaymentStatus } from '@causeway/data-model';
import type { InboxTables } from '@causeway/messaging/inbox';
import type { OutboxTables } from '@causeway/messaging/outbox';
import type { JournalTables, RestorationTables } from '@causeway/stores/archive';
import type { ErasedPeopleTables } from '@causeway/stores/sql';
import type { LedgerEntry, Refund } from '../core/payment.js';

/** The tables of payments.db / Azure SQL. Times are ISO texts, money is in minor units; rows say which shape they have. */
export type PaymentTables = {
  payments: PaymentRow;
  refunds: RefundRow;
  ledger_entries: LedgerEntryRow;
  idempotency_keys: IdempotencyKeyRow;
  webhook_events: { event_id: string; received_at: string };
} & OutboxTables &
  InboxTables &
  JournalTables &
  ErasedPeopleTables &
  RestorationTables;

export type PaymentRow = {
  id: string;
  order_id: string;
  user_id: string;
  status: PaymentStatus;
  amount: number;
  refunded: number;
  currency: string;
  payment_method: string;
  card_brand: string | null;
  card_last4: string | null;
  intent_id: string | null;
  decline_code: string | null;
  action_url: string | null;
  action_expires_at: string | null;
  captured_at: string | null;
  cancel_requested_at: string | null;
  doubt_since: string | null;
  attempts: number;
  due_at: string | null;
  resolution: 'captured' | 'declined' | 'cancelled' | null;
  resolution_note: string | null;
  resolved_by: string | null;
  resolved_at: string | null;
  traceparent: string;
  version: number;
  revision: number;
  schema_version: number;
  created_at: string;
  updated_at: string;
};

export type RefundRow = {
  id: string;
  payment_id: string;
  amount: number;
  currency: string;
  reason: string;
  status: Refund['status'];
  cause: Refund['cause'];
  provider_key: string;
  provider_refund_id: string | null;
  schema_version: number;
  created_at: string;
};

export type LedgerEntryRow = {
  id: string;
  payment_id: string;
  /** Null for the capture. */
  refund_id: string | null;
  /** The refund's id, or the payment's: one movement's entries sum to zero. */
  movement_id: string;
  account: LedgerEntry['account'];
  amount: number;
  currency: string;
  schema_version: number;
  created_at: string;
};

export type IdempotencyKeyRow = {
  /** SHA-256 of user, route and key. */
  key_hash: string;
  request_hash: string;
  refund_id: string;
  lease_until: string;
  /** The 201's body as JSON; null while the request is in flight. */
  answer: string | null;
  created_at: string;
};
