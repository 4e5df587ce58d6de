import type { Books } from './books.js';
import { checkBooks } from './check-books.js';

const someBooks = (): Books => ({
  orders: [
    {
      id: 'o1',
      status: 'paid',
      version: 2,
      total: 500,
      refunded: 0,
      currency: 'EUR',
      cancelled: false,
      lines: [{ productId: 'p1', quantity: 1 }],
      timeline: [
        { type: 'order.placed', status: 'pending_payment' },
        { type: 'order.paid', status: 'paid' },
      ],
    },
  ],
  answers: ['o1'],
  payments: [
    {
      id: 'y1',
      orderId: 'o1',
      status: 'captured',
      version: 4,
      amount: 500,
      refunded: 0,
      currency: 'EUR',
      captured: true,
    },
  ],
  ledger: [
    { paymentId: 'y1', account: 'provider-clearing', amount: 500, currency: 'EUR' },
    { paymentId: 'y1', account: 'sales', amount: -500, currency: 'EUR' },
  ],
  intents: [{ id: 'pi_1', orderId: 'o1', succeeded: true, amount: 500, refunded: 0 }],
  stock: [{ productId: 'p1', left: 9, held: 0, sold: 1, initial: 10, adjusted: 0 }],
  reservations: [{ orderId: 'o1', status: 'committed', lines: [{ productId: 'p1', quantity: 1 }] }],
  notifications: [{ eventId: 'e1', orderId: 'o1', messageId: '<m1>', status: 'sent' }],
  mails: ['<m1>'],
  outboxes: [],
  queues: [{ name: 'orders/payment-service', active: 0, scheduled: 0, locked: 0, withoutReason: 0 }],
  projected: {
    orders: [{ id: 'o1', version: 2, fingerprint: 'paid 500 0' }],
    payments: [{ id: 'y1', version: 4, fingerprint: 'captured 500 0' }],
    products: [{ id: 'p1', version: 1, fingerprint: '' }],
  },
  products: [{ id: 'p1', version: 1 }],
});

const brokenIn = (change: (books: Books) => void): string[] => {
  const books = someBooks();
  change(books);
  return checkBooks(books).flatMap(({ id, holds }) => (holds ? [] : [id]));
};

const first = <T>(rows: T[]): T => {
  const [row] = rows;
  if (row === undefined) throw new Error('the books are empty');
  return row;
};

/** Every number adds up: only the order says that the goods are gone. */
function oversold({ reservations, stock }: Books): void {
  Object.assign(first(reservations), { status: 'released' });
  Object.assign(first(stock), { left: 10, sold: 0 });
}

describe('the invariants', () => {
  it('hold for a shop whose books are right', () => {
    expect(checkBooks(someBooks()).filter(({ holds }) => !holds)).toEqual([]);
    expect(checkBooks(someBooks()).map(({ id }) => id)).toEqual(['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I9']);
  });

  const breakages: [string, string, (books: Books) => void][] = [
    [
      'I1',
      'a paid order whose payment was declined',
      ({ payments }) => Object.assign(first(payments), { captured: false }),
    ],
    [
      'I1',
      'a payment for an order that does not exist',
      (books) => books.payments.push({ ...first(books.payments), id: 'y2', orderId: 'o2' }),
    ],
    ['I2', 'a second charge', ({ intents }) => intents.push({ ...first(intents), id: 'pi_2' })],
    ['I2', 'a refund the provider knows nothing of', ({ intents }) => Object.assign(first(intents), { refunded: 1 })],
    ['I3', 'stock below zero', ({ stock }) => Object.assign(first(stock), { left: -1, sold: 11 })],
    ['I3', 'a piece that vanished', ({ stock }) => Object.assign(first(stock), { left: 8 })],
    ['I3', 'a piece held for nobody', ({ stock }) => Object.assign(first(stock), { left: 8, held: 1 })],
    ['I3', 'a paid order whose goods were given up', oversold],
    [
      'I3',
      'an order without a reservation',
      (books) => books.reservations.pop() && Object.assign(first(books.stock), { left: 10, sold: 0 }),
    ],
    ['I4', 'an order that was answered and is not there', ({ answers }) => answers.push('o2')],
    ['I4', 'one order for two keys', ({ answers }) => answers.push('o1')],
    [
      'I5',
      'a cancelled order that was paid later',
      ({ orders }) => first(orders).timeline.splice(1, 0, { type: 'order.cancelled', status: 'cancelled' }),
    ],
    ['I6', 'a ledger that is off', ({ ledger }) => Object.assign(first(ledger), { amount: 501 })],
    [
      'I7',
      'a second notification',
      ({ notifications }) => notifications.push({ ...first(notifications), messageId: '<m2>' }),
    ],
    ['I7', 'a letter that never arrived', ({ mails }) => mails.pop()],
    ['I7', 'an event nobody was told of', ({ notifications }) => notifications.pop()],
    [
      'I8',
      'an event that was never published',
      ({ outboxes }) => outboxes.push({ store: 'orders', eventId: 'e', parkedReason: null }),
    ],
    ['I8', 'a message under way', ({ queues }) => Object.assign(first(queues), { active: 1 })],
    ['I8', 'a dead letter without a reason', ({ queues }) => Object.assign(first(queues), { withoutReason: 1 })],
    ['I9', 'a stale row', ({ projected }) => Object.assign(first(projected.orders), { version: 1 })],
    ['I9', 'a missing row', ({ projected }) => projected.payments.pop()],
    ['I9', 'a surplus row', ({ projected }) => projected.products.push({ id: 'p2', version: 1, fingerprint: '' })],
    [
      'I9',
      'a row that differs',
      ({ projected }) => Object.assign(first(projected.orders), { fingerprint: 'paid 499 0' }),
    ],
  ];

  it.each(breakages)('%s notices %s', (id, _what, change) => {
    expect(brokenIn(change)).toContain(id);
  });

  it('take an outbox item that was set aside with a reason for settled', () => {
    expect(
      brokenIn(({ outboxes }) => outboxes.push({ store: 'orders', eventId: 'e', parkedReason: 'too large' })),
    ).toEqual([]);
  });
});
