import { orderDisproof, paymentDisproof } from './claims.js';
import type { PaymentState } from './events.js';
import type { Order } from './orders.js';
import type { Refund } from './payments.js';
import { erasedText, pseudonymOf } from './people.js';

const uuid = (last: number) => `0193a2b4-0000-7000-8000-${String(last).padStart(12, '0')}`;
const [id, others, at] = [uuid(1), uuid(9), '2026-11-21T09:00:00.000Z'];
const euro = (amount: number) => ({ amount, currency: 'EUR' });

describe('what an event says of an order', () => {
  const line = {
    productId: uuid(3),
    sku: 'LAMP-01',
    name: 'Harbour lamp',
    quantity: 2,
    unitPrice: euro(1299),
    lineTotal: euro(2598),
  };
  const cancellation = { reason: 'too late', requestedAt: at, requestedBy: id };
  const address = {
    name: 'Ann',
    line1: '1 Quay',
    line2: null,
    city: 'Cork',
    postalCode: 'T12',
    region: null,
    country: 'IE',
  };
  /** One order's states, by version. */
  const placed: Order = {
    id,
    userId: id,
    status: 'pending_payment',
    version: 1,
    items: [line],
    subtotal: euro(2598),
    taxIncluded: euro(433),
    shipping: euro(0),
    total: euro(2598),
    refunded: euro(0),
    paymentMethod: 'pm_card_visa',
    nextAction: null,
    shippingAddress: address,
    cancellation: null,
    fulfilledAt: null,
    createdAt: at,
    updatedAt: at,
  };
  const paid: Order = { ...placed, version: 2, status: 'paid' };
  const sent: Order = { ...paid, version: 3, status: 'fulfilled', fulfilledAt: at };
  const part: Order = { ...sent, version: 4, status: 'partially_refunded', refunded: euro(600) };
  const refunded: Order = { ...part, version: 5, status: 'refunded', refunded: euro(2598) };
  const failed: Order = { ...placed, version: 2, status: 'payment_failed' };
  const asked: Order = { ...paid, version: 3, status: 'cancel_requested', cancellation };
  const takenBack: Order = { ...asked, version: 4, status: 'refunded', refunded: euro(2598) };

  it.each<[string, Order, Order]>([
    ['as it is', paid, paid],
    [
      'as it is, but for what its customer has to do',
      placed,
      { ...placed, nextAction: { type: 'redirect', url: 'x', expiresAt: at } },
    ],
    ['as it was one step before', paid, sent],
    ['as it was long before', placed, refunded],
    ['before another part was refunded', part, { ...part, version: 5, refunded: euro(700) }],
    ['before it was cancelled', paid, takenBack],
    ['when it was to be cancelled', asked, takenBack],
    [
      'with nobody’s name and words, as its customer was erased meanwhile',
      asked,
      {
        ...takenBack,
        userId: pseudonymOf(asked.userId),
        cancellation: { ...cancellation, reason: erasedText, requestedBy: erasedText },
      },
    ],
  ])('can be so when order-service holds it %s', (_what, told, known) => {
    expect(orderDisproof(told, known)).toBeUndefined();
  });

  it('is nothing when order-service knows no such order', () => {
    expect(orderDisproof(paid, undefined)).toMatchObject({ refused: 'unknown-order' });
  });

  it.each<[string, Order, Order]>([
    ['a version that is yet to come', paid, placed],
    ['a version far ahead', { ...paid, version: 2 ** 31 - 1 }, paid],
    ['another customer', { ...paid, userId: others }, paid],
    ['other lines', { ...paid, items: [{ ...line, quantity: 1 }] }, paid],
    ['another status', failed, paid],
    ['a failure that would have been the end', failed, sent],
    ['a refund that would have been the end', { ...refunded, version: 2 }, sent],
    ['more refunded than was', { ...part, refunded: euro(700) }, { ...part, version: 5 }],
    ['a cancellation that nobody asked for', { ...refunded, cancellation }, refunded],
    ['no cancellation where there was one', { ...takenBack, cancellation: null }, takenBack],
    [
      'another cancellation',
      { ...asked, cancellation: { ...cancellation, requestedAt: '2026-11-22T09:00:00.000Z' } },
      takenBack,
    ],
    ['that it was sent', { ...sent, fulfilledAt: '2026-11-22T09:00:00.000Z' }, part],
  ])('is a contradiction when it tells of %s', (_what, told, known) => {
    expect(orderDisproof(told, known)).toMatchObject({ refused: 'contradiction' });
  });

  it('is of another amount when it says so', () => {
    expect(orderDisproof({ ...paid, total: euro(1) }, paid)).toMatchObject({ refused: 'amount-mismatch' });
    const dollars = { ...paid, total: { amount: 2598, currency: 'USD' } };
    expect(orderDisproof(dollars, paid)).toMatchObject({ refused: 'amount-mismatch' });
  });
});

describe('what an event says of a payment', () => {
  const nextAction = { type: 'redirect' as const, url: 'http://localhost:8087/3ds/pi_1', expiresAt: at };
  const refund = (amount: number, overrides: Partial<Refund> = {}): Refund => ({
    id: uuid(amount),
    paymentId: id,
    amount: euro(amount),
    reason: 'damaged',
    status: 'succeeded',
    createdAt: at,
    ...overrides,
  });
  /** One payment's states, by version. */
  const waiting: PaymentState = {
    id,
    orderId: id,
    userId: id,
    version: 3,
    status: 'requires_action',
    amount: euro(2598),
    refunded: euro(0),
    method: { type: 'card', brand: 'visa', last4: '4242' },
    declineCode: null,
    capturedAt: null,
    nextAction,
    refunds: [],
    createdAt: at,
    updatedAt: at,
  };
  const ended = { ...waiting, version: 4, nextAction: null };
  const captured: PaymentState = { ...ended, status: 'captured', capturedAt: at };
  const declined: PaymentState = { ...ended, status: 'declined', declineCode: 'lost_card' };
  const cancelled: PaymentState = { ...ended, status: 'cancelled' };
  const part: PaymentState = {
    ...captured,
    version: 6,
    status: 'partially_refunded',
    refunded: euro(600),
    refunds: [refund(600), refund(100, { status: 'failed' })],
  };
  const refunded: PaymentState = {
    ...part,
    version: 8,
    status: 'refunded',
    refunded: euro(2598),
    refunds: [...part.refunds, refund(1998)],
  };

  it.each<[string, PaymentState, PaymentState]>([
    ['as it is', captured, captured],
    ['as it was before', captured, part],
    ['as it was long before', captured, refunded],
    ['before other refunds', part, refunded],
    ['declined, with a review after it', declined, { ...declined, version: 5 }],
    ['waiting', waiting, waiting],
    ['in a review of which nothing comes', { ...ended, version: 2, status: 'manual_review' }, captured],
  ])('can be so when payment-service holds it %s', (_what, told, known) => {
    expect(paymentDisproof(told, known)).toBeUndefined();
  });

  it('is over when the customer has not to go there any more', () => {
    for (const known of [captured, declined, { ...waiting, version: 5 }])
      expect(paymentDisproof(waiting, known)).toBe('over');
  });

  it('is nothing when payment-service knows no such payment', () => {
    expect(paymentDisproof(captured, undefined)).toMatchObject({ refused: 'unknown-payment' });
  });

  it.each<[string, PaymentState, PaymentState]>([
    ['a version that is yet to come', { ...captured, version: 5 }, captured],
    ['a version far ahead', { ...captured, version: 2 ** 31 - 1 }, captured],
    ['another order’s payment', { ...captured, orderId: others }, captured],
    ['another customer', { ...captured, userId: others }, captured],
    ['money that did not come', captured, declined],
    ['money that did not come, in an older version', captured, { ...declined, version: 7 }],
    ['money that is still waited for', { ...captured, version: 3 }, waiting],
    ['a refusal of money that came', { ...declined, version: 3 }, captured],
    ['a cancellation of money that came', { ...cancelled, version: 3 }, captured],
    ['another page to go to', { ...waiting, nextAction: { ...nextAction, url: 'http://evil.example' } }, waiting],
    ['another reason', { ...declined, declineCode: 'stolen_card' }, declined],
    ['a refund that was not made', { ...part, version: 5 }, { ...captured, version: 6 }],
    ['another refund', { ...part, refunds: [refund(601, { amount: euro(600) })] }, refunded],
    ['a larger refund', { ...part, refunds: [refund(600, { amount: euro(700) })] }, refunded],
    ['a refund in full', { ...refunded, version: 5 }, part],
  ])('is a contradiction when it tells of %s', (_what, told, known) => {
    expect(paymentDisproof(told, known)).toMatchObject({ refused: 'contradiction' });
  });

  it('is of another amount when it says so', () => {
    expect(paymentDisproof({ ...captured, amount: euro(1) }, captured)).toMatchObject({ refused: 'amount-mismatch' });
    const dollars = { ...captured, amount: { amount: 2598, currency: 'USD' } };
    expect(paymentDisproof(dollars, captured)).toMatchObject({ refused: 'amount-mismatch' });
  });
});
