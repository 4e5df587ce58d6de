import type { CloudEvent } from './events.js';
import { impersonalData } from './impersonal.js';
import { order } from './orders.js';
import { erasedText, pseudonymOf } from './people.js';

const ann = '019ac0de-0000-7000-8000-000000000001';
const at = '2026-11-21T09:00:00.000Z';
const nothing = { amount: 0, currency: 'EUR' };

const placed = order.parse({
  id: '019ac0de-0000-7000-8000-000000000002',
  userId: ann,
  status: 'cancelled',
  version: 3,
  items: [],
  subtotal: nothing,
  taxIncluded: nothing,
  shipping: nothing,
  total: nothing,
  refunded: nothing,
  paymentMethod: 'pm_card_visa',
  nextAction: null,
  shippingAddress: { name: 'Ann', line1: '1 Quay', city: 'Cork', postalCode: 'T12', country: 'IE' },
  cancellation: { reason: 'I move to Galway', requestedAt: at, requestedBy: 'customer' },
  fulfilledAt: null,
  createdAt: at,
  updatedAt: at,
});

test('what an event tells without its person is the same before and after the erasure', () => {
  const address = { ...placed.shippingAddress, name: erasedText, line1: erasedText };
  const erased = { ...placed, userId: pseudonymOf(ann), shippingAddress: address };
  expect(impersonalData({ order: erased })).toEqual(impersonalData({ order: placed }));
});

test('it holds nothing of the person, and all of the order', () => {
  const data: CloudEvent['data'] = impersonalData({ order: placed });
  expect(JSON.stringify(data)).not.toMatch(/Ann|Quay|Cork|T12|Galway|019ac0de-0000-7000-8000-000000000001/);
  expect(data).toMatchObject({
    order: { id: placed.id, version: 3, total: nothing, cancellation: { requestedAt: at } },
  });
  expect(order.safeParse('order' in data ? data.order : undefined)).toMatchObject({ success: true });
});

test('an event about nobody is what it was', () => {
  const stock = { productId: ann, left: 1, held: 0, sold: 0, version: 1 };
  expect(impersonalData({ stock })).toEqual({ stock });
});
