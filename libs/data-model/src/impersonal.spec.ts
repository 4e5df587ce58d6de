import type { CloudEvent } from './events.js';
import { impersonal, impersonalData, wordless } from './impersonal.js';
import { order } from './orders.js';
import { pseudonymOf } from './people.js';

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

test('an order of an erased person holds nothing of them, and all that is counted', () => {
  const erased = impersonal(wordless(placed));
  expect(JSON.stringify(erased)).not.toMatch(/Ann|Quay|Cork|T12|Galway|019ac0de-0000-7000-8000-000000000001/);
  expect(erased).toMatchObject({ id: placed.id, version: 3, total: nothing, cancellation: { requestedAt: at } });
  expect(order.safeParse(erased)).toMatchObject({ success: true });
  expect(impersonal(wordless(erased))).toEqual(erased);
});

test('what an event tells of an account is the same before and after its erasure', () => {
  const account = { id: ann, roles: [], createdAt: at, version: 1 };
  const erased = { ...account, id: pseudonymOf(ann) };
  expect(impersonalData({ account: erased })).toEqual(impersonalData({ account }));
});

test('what an event tells of an order, or of nobody, is what it was', () => {
  const stock = { productId: ann, left: 1, held: 0, sold: 0, version: 1 };
  const both: CloudEvent['data'][] = [{ stock }, { order: placed }];
  expect(both.map(impersonalData)).toEqual(both);
});
