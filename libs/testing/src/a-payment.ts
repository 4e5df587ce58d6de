import { type PaymentState, paymentState, zero } from '@causeway/data-model';
import { v7 as uuid } from 'uuid';

/** A payment as its events carry it: 25.98 euro, captured. */
export function aPayment(overrides: Partial<PaymentState> = {}): PaymentState {
  const { amount = { amount: 2598, currency: 'EUR' } } = overrides;
  return paymentState.parse({
    id: uuid(),
    orderId: uuid(),
    userId: uuid(),
    version: 1,
    status: 'captured',
    amount,
    refunded: zero(amount.currency),
    method: { type: 'card', brand: 'visa', last4: '4242' },
    declineCode: null,
    capturedAt: '2026-11-21T09:00:01.000Z',
    nextAction: null,
    refunds: [],
    createdAt: '2026-11-21T09:00:00.000Z',
    updatedAt: '2026-11-21T09:00:00.000Z',
    ...overrides,
  });
}
