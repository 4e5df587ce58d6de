import type { OrderStatus } from '@causeway/data-model';

/** The legal transitions, as the contract states them. */
export const legalTransitions: Record<OrderStatus, readonly OrderStatus[]> = {
  pending_payment: ['paid', 'payment_failed', 'cancel_requested'],
  cancel_requested: ['cancelled', 'refunded'],
  paid: ['fulfilled', 'cancel_requested', 'partially_refunded', 'refunded'],
  fulfilled: ['partially_refunded', 'refunded'],
  partially_refunded: ['partially_refunded', 'refunded'],
  payment_failed: [],
  cancelled: [],
  refunded: [],
};
