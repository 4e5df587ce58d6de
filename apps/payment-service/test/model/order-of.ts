import { type Order, order as orderSchema } from '@causeway/data-model';

/** An order as order-service's events carry it. */
export const orderOf = (overrides: Partial<Order> & Pick<Order, 'id' | 'userId'>): Order => {
  const total = overrides.total ?? { amount: 2598, currency: 'EUR' };
  return orderSchema.parse({
    status: 'pending_payment',
    version: 1,
    items: [],
    subtotal: total,
    taxIncluded: { amount: 0, currency: total.currency },
    shipping: { amount: 0, currency: total.currency },
    total,
    refunded: { amount: 0, currency: total.currency },
    paymentMethod: 'pm_card_visa',
    nextAction: null,
    shippingAddress: { name: 'Ann', line1: '1 Quay', city: 'Cork', postalCode: 'T12', country: 'IE' },
    cancellation: null,
    fulfilledAt: null,
    createdAt: '2026-11-21T09:00:00.000Z',
    updatedAt: '2026-11-21T09:00:00.000Z',
    ...overrides,
  });
};
