import { gauge } from '@causeway/runtime/telemetry';
import type { SqlStore } from '@causeway/stores/sql';
import type { PaymentTables } from './payment-tables.js';

const inReview = gauge('causeway.payments.in_review', 'Payments that a person has to decide about.');
const longest = gauge(
  'causeway.payments.in_review_ms',
  'How long the oldest of them has waited for one, in milliseconds.',
);

/** Measures how much waits for a person. */
export async function measureReviews(store: SqlStore<PaymentTables>): Promise<void> {
  const query = store.db
    .selectFrom('payments')
    .select(({ fn }) => [fn.countAll<number>().as('payments'), fn.min('updated_at').as('since')])
    .where('status', '=', 'manual_review');
  const { payments, since } = await query.executeTakeFirstOrThrow();
  inReview(Number(payments));
  longest(since === null ? 0 : Date.now() - Date.parse(since));
}
