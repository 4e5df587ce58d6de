import type { Change } from '../core/change.js';
import type { Ids } from '../core/ports.js';
import { schemaVersion } from './payment-rows.js';
import type { LedgerEntryRow } from './payment-tables.js';

/** A change's entries as rows. The pair (movement, account) is unique: no movement is ever booked twice. */
export const ledgerRows = ({ payment, entries }: Change, ids: Ids): LedgerEntryRow[] =>
  entries.map(({ account, amount, currency, refundId }) => ({
    id: ids(),
    payment_id: payment.id,
    refund_id: refundId,
    movement_id: refundId ?? payment.id,
    account,
    amount,
    currency,
    schema_version: schemaVersion,
    created_at: payment.updatedAt,
  }));
