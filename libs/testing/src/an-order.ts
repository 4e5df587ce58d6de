import { type Order, order, type PricedLine, pricedLine, sum, times, zero } from '@causeway/data-model';
import { v7 as uuid } from 'uuid';
import { anAddress } from './an-address.js';

/** A line of an order: two lamps at 12.99 euro. */
export function aPricedLine(overrides: Partial<PricedLine> = {}): PricedLine {
  const { quantity = 2, unitPrice = { amount: 1299, currency: 'EUR' } } = overrides;
  return pricedLine.parse({
    productId: uuid(),
    sku: 'LAMP-01',
    name: 'Harbour lamp',
    quantity,
    unitPrice,
    lineTotal: times(unitPrice, quantity),
    ...overrides,
  });
}

/** An order that has just been placed; its amounts follow from its lines unless they are given. */
export function anOrder(overrides: Partial<Order> = {}): Order {
  const { items = [aPricedLine()] } = overrides;
  const currency = items[0]?.unitPrice.currency ?? 'EUR';
  const subtotal = sum(
    items.map((line) => line.lineTotal),
    currency,
  );
  return order.parse({
    id: uuid(),
    userId: uuid(),
    status: 'pending_payment',
    version: 1,
    items,
    subtotal,
    taxIncluded: zero(currency),
    shipping: zero(currency),
    total: subtotal,
    refunded: zero(currency),
    paymentMethod: 'pm_card_visa',
    nextAction: null,
    shippingAddress: anAddress(),
    cancellation: null,
    fulfilledAt: null,
    createdAt: '2026-11-21T09:00:00.000Z',
    updatedAt: '2026-11-21T09:00:00.000Z',
    ...overrides,
  });
}
