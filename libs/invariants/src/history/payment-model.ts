import type { PaymentStatus } from '@causeway/data-model';
import type { Model } from './linearise.js';
import type { SightingOf } from './sighting.js';

/** The legal transitions, as the contract states them. */
const next: Record<PaymentStatus, readonly PaymentStatus[]> = {
  requested: ['charging', 'declined', 'cancelled', 'unknown', 'manual_review'],
  charging: ['requires_action', 'processing', 'captured', 'declined', 'unknown', 'cancelled', 'manual_review'],
  requires_action: ['captured', 'declined', 'cancelled', 'manual_review'],
  processing: ['captured', 'declined', 'manual_review'],
  unknown: ['requires_action', 'processing', 'captured', 'declined', 'cancelled', 'manual_review'],
  manual_review: ['captured', 'declined', 'cancelled'],
  captured: ['partially_refunded', 'refunded'],
  partially_refunded: ['partially_refunded', 'refunded'],
  declined: [],
  cancelled: [],
  refunded: [],
};

/** As much of a payment's state as its readers can tell apart; refunds are only ever added. */
export type PaymentState = { status: PaymentStatus | 'absent'; refunded: number; refunds: readonly string[] };

export type PaymentOp = SightingOf<'payment' | 'refund'>;

/** An order's payment as a machine: the provider may move it at any time, along legal transitions. */
export const paymentModel: Model<PaymentState, PaymentOp> = {
  first: { status: 'absent', refunded: 0, refunds: [] },
  keyOf: (state) => JSON.stringify(state),
  after(state, op) {
    if (op.kind === 'refund') return refunded(state, op.answer.refund.id);
    if (op.payment === 'not-found') return state.status === 'absent' ? [state] : [];
    const { status, refunds } = op.payment;
    const amount = op.payment.refunded.amount;
    const ids = refunds.map(({ id }) => id).sort();
    const fits =
      leadsTo(state.status, status) && amount >= state.refunded && state.refunds.every((id) => ids.includes(id));
    return fits ? [{ status, refunded: amount, refunds: ids }] : [];
  },
};

const refundable: readonly PaymentStatus[] = ['captured', 'partially_refunded'];

/** Known before, by a replay or a reader; or new, of a payment that has been captured by then. */
function refunded(state: PaymentState, id: string): PaymentState[] {
  if (state.refunds.includes(id)) return [state];
  return refundable
    .filter((status) => leadsTo(state.status, status))
    .map((status) => ({ ...state, status, refunds: [...state.refunds, id].sort() }));
}

function leadsTo(from: PaymentStatus | 'absent', to: PaymentStatus): boolean {
  if (from === to || from === 'absent') return true;
  const reached = new Set(next[from]);
  for (const status of reached) for (const further of next[status]) reached.add(further);
  return reached.has(to);
}
