import { type Order, type OrderStatus, orderStatuses, type PaymentState, paymentStatuses } from '@causeway/data-model';
import { anOrder, aPayment } from '@causeway/testing';
import fc from 'fast-check';
import { type OrderRecord, type OrderStep, type Story, storyOf, transitions } from './order.js';
import { afterPayment, cancellationRequested } from './payment-news.js';

const at = '2026-11-21T10:00:00.000Z';
const userId = '0193a2b4-0000-7000-8000-000000000002';
const capturedAt = '2026-11-21T09:30:00.000Z';
const total = { amount: 2598, currency: 'EUR' };
const refundedOf = (amount: number) => ({ amount, currency: 'EUR' });
const nextAction = { type: 'redirect' as const, url: 'http://localhost:8087/3ds/pi_1', expiresAt: at };
const cancellation = { reason: 'too late', requestedAt: at, requestedBy: 'somebody' };

const recordOf = (order: Partial<Order> = {}, payment: OrderRecord['payment'] = null): OrderRecord => ({
  order: anOrder({ userId, ...order }),
  seq: 2,
  payment,
});
const news = (state: Partial<PaymentState>): PaymentState =>
  aPayment({ userId, version: 9, capturedAt: null, ...state });
const told = (outcome: ReturnType<typeof afterPayment>): Story => {
  if ('refused' in outcome) throw new Error(`refused: ${outcome.description}`);
  return outcome;
};
const typesOf = (outcome: ReturnType<typeof afterPayment>) => told(outcome).happenings.map(({ type }) => type);

/** Orders as they are when each state is reached in the usual way. */
const usual: Record<OrderStatus, OrderRecord> = {
  pending_payment: recordOf(),
  paid: recordOf({ status: 'paid' }, { version: 2, captured: true, refunded: 0 }),
  fulfilled: recordOf({ status: 'fulfilled', fulfilledAt: at }, { version: 2, captured: true, refunded: 0 }),
  partially_refunded: recordOf(
    { status: 'partially_refunded', refunded: refundedOf(100) },
    { version: 3, captured: true, refunded: 100 },
  ),
  payment_failed: recordOf({ status: 'payment_failed' }, { version: 2, captured: false, refunded: 0 }),
  cancel_requested: recordOf({ status: 'cancel_requested', cancellation }),
  cancelled: recordOf({ status: 'cancelled', cancellation }, { version: 2, captured: false, refunded: 0 }),
  refunded: recordOf(
    { status: 'refunded', refunded: total, cancellation },
    { version: 3, captured: true, refunded: 2598 },
  ),
};

const states = {
  captured: { status: 'captured', capturedAt },
  declined: { status: 'declined', declineCode: 'card_declined' },
  cancelled: { status: 'cancelled' },
  requires_action: { status: 'requires_action', nextAction },
  partially_refunded: { status: 'partially_refunded', capturedAt, refunded: refundedOf(500) },
  refunded: { status: 'refunded', capturedAt, refunded: total },
} satisfies Record<string, Partial<PaymentState>>;
type Told = keyof typeof states;

const none: string[] = [];
const expectations: Record<OrderStatus, Record<Told, string[] | 'illegal-state'>> = {
  pending_payment: {
    captured: ['payment.captured', 'order.paid'],
    declined: ['payment.declined', 'order.payment_failed'],
    cancelled: ['payment.cancelled', 'order.cancel_requested', 'order.cancelled'],
    requires_action: ['payment.requires_action'],
    partially_refunded: ['payment.captured', 'order.paid', 'payment.refunded', 'order.partially_refunded'],
    refunded: ['payment.captured', 'order.paid', 'payment.refunded', 'order.partially_refunded', 'order.refunded'],
  },
  cancel_requested: {
    captured: ['payment.captured'],
    declined: ['payment.declined', 'order.cancelled'],
    cancelled: ['payment.cancelled', 'order.cancelled'],
    requires_action: none,
    partially_refunded: ['payment.captured', 'payment.refunded'],
    refunded: ['payment.captured', 'payment.refunded', 'order.refunded'],
  },
  paid: {
    captured: none,
    declined: 'illegal-state',
    cancelled: 'illegal-state',
    requires_action: none,
    partially_refunded: ['payment.refunded', 'order.partially_refunded'],
    refunded: ['payment.refunded', 'order.partially_refunded', 'order.refunded'],
  },
  fulfilled: {
    captured: none,
    declined: 'illegal-state',
    cancelled: 'illegal-state',
    requires_action: none,
    partially_refunded: ['payment.refunded', 'order.partially_refunded'],
    refunded: ['payment.refunded', 'order.partially_refunded', 'order.refunded'],
  },
  partially_refunded: {
    captured: none,
    declined: 'illegal-state',
    cancelled: 'illegal-state',
    requires_action: none,
    partially_refunded: ['payment.refunded', 'order.partially_refunded'],
    refunded: ['payment.refunded', 'order.refunded'],
  },
  payment_failed: {
    captured: 'illegal-state',
    declined: none,
    cancelled: none,
    requires_action: none,
    partially_refunded: 'illegal-state',
    refunded: 'illegal-state',
  },
  cancelled: {
    captured: 'illegal-state',
    declined: none,
    cancelled: none,
    requires_action: none,
    partially_refunded: 'illegal-state',
    refunded: 'illegal-state',
  },
  refunded: {
    captured: none,
    declined: 'illegal-state',
    cancelled: 'illegal-state',
    requires_action: none,
    partially_refunded: none,
    refunded: none,
  },
};

describe.each(orderStatuses)('an order that is %s', (status) => {
  it.each(Object.entries(expectations[status]))('hears that its payment is %s', (state, expected) => {
    const outcome = afterPayment(usual[status], news(states[state as Told]), at); // a key of the map above
    if (expected === 'illegal-state') expect(outcome).toMatchObject({ refused: 'illegal-state' });
    else expect(typesOf(outcome)).toEqual(expected);
  });

  it.each(paymentStatuses.filter((state) => !Object.hasOwn(states, state)))(
    'is not changed by a payment that is %s',
    (state) => {
      expect(afterPayment(usual[status], news({ status: state }), at)).toEqual(storyOf(usual[status]));
    },
  );
});

describe('news of a payment', () => {
  it('changes nothing when newer news has come before', () => {
    const record = recordOf({}, { version: 9, captured: false, refunded: 0 });
    expect(afterPayment(record, news({ ...states.captured, version: 8 }), at)).toEqual(storyOf(record));
  });

  it('tells the customer where to go, without a new version of the order', () => {
    const { order } = told(afterPayment(recordOf(), news(states.requires_action), at));
    expect(order).toMatchObject({ status: 'pending_payment', version: 1, nextAction });
  });

  it('says when the money came, not when we heard of it', () => {
    const [captured] = told(afterPayment(recordOf(), news(states.captured), at)).happenings;
    expect(captured).toMatchObject({ type: 'payment.captured', at: capturedAt, status: 'pending_payment' });
  });

  it('cancels an order nobody asked to cancel in two steps, each an event', () => {
    const { order, happenings } = told(afterPayment(recordOf(), news(states.cancelled), at));
    expect(order).toMatchObject({ status: 'cancelled', version: 3, cancellation: { requestedBy: 'system' } });
    expect(happenings.flatMap(({ event }) => event?.type ?? [])).toEqual([
      'shop.order.cancel_requested.v1',
      'shop.order.cancelled.v1',
    ]);
  });

  it.each([
    ['another amount', { amount: { amount: 2597, currency: 'EUR' } }],
    ['another currency', { amount: { amount: 2598, currency: 'USD' }, refunded: { amount: 0, currency: 'USD' } }],
    ['more refunded than was paid', { refunded: refundedOf(2599) }],
  ])('is a contradiction with %s', (_what, state) => {
    expect(afterPayment(recordOf(), news({ ...states.captured, ...state }), at)).toMatchObject({
      refused: 'amount-mismatch',
    });
  });

  it('is a contradiction with another customer', () => {
    const anothers = news({ ...states.captured, userId: '0193a2b4-0000-7000-8000-000000000003' });
    expect(afterPayment(recordOf(), anothers, at)).toMatchObject({ refused: 'contradiction' });
  });
});

/** What a payment can go through, as the states its events carry. */
const histories = fc.oneof(
  fc.constantFrom<Partial<PaymentState>[]>(
    [states.declined],
    [states.cancelled],
    [states.captured],
    [states.requires_action, states.declined],
    [states.requires_action, states.cancelled],
    [states.requires_action, states.captured],
    [states.captured, states.refunded],
  ),
  fc.uniqueArray(fc.integer({ min: 1, max: total.amount }), { minLength: 1, maxLength: 4 }).map((amounts) => [
    states.captured,
    ...amounts
      .sort((a, b) => a - b)
      .map((amount) => ({
        status: amount === total.amount ? ('refunded' as const) : ('partially_refunded' as const),
        capturedAt,
        refunded: refundedOf(amount),
      })),
  ]),
);

describe('events of a payment in any order, repeated, with a cancellation among them', () => {
  it('leave the order where the payment’s last state says, by legal steps only', () => {
    const deliveries = histories.chain((history) => {
      const events = history.map((state, index) => news({ ...state, version: index + 2 }));
      return fc.tuple(
        fc.constant(events),
        fc.shuffledSubarray(
          events.flatMap((event) => [event, event]),
          { minLength: events.length * 2 },
        ),
        fc.option(fc.nat(events.length * 2), { nil: -1 }),
      );
    });
    fc.assert(
      fc.property(deliveries, ([events, arrivals, cancelAt]) => {
        let record = recordOf();
        const steps: OrderStep[] = [];
        arrivals.forEach((payment, index) => {
          if (index === cancelAt) record = cancelled(record, steps);
          record = follow(record, told(afterPayment(record, payment, at)), steps);
        });
        expect(record.order.status).toBe(expectedEnd(events.at(-1), record.order.cancellation?.requestedBy === 'ann'));
        if (record.order.status !== 'cancel_requested') {
          expect(record.order.refunded).toEqual(events.at(-1)?.refunded);
        }
        expect(record.order.version).toBe(1 + steps.length);
      }),
      { numRuns: 1000 },
    );
  });

  function cancelled(record: OrderRecord, steps: OrderStep[]): OrderRecord {
    if (!transitions[record.order.status].includes('cancel_requested')) return record;
    return follow(record, cancellationRequested(storyOf(record), { reason: 'no', by: 'ann', at }), steps);
  }

  function follow(before: OrderRecord, story: Story, steps: OrderStep[]): OrderRecord {
    let { status, version } = before.order;
    for (const { event } of story.happenings) {
      if (event === null) continue;
      expect(transitions[status]).toContain(event.order.status);
      expect(event.order.version).toBe(version + 1);
      ({ status, version } = event.order);
      steps.push(event.type.slice(5, -3) as OrderStep); // `shop.<step>.v1`
    }
    expect(story.seq).toBe(before.seq + story.happenings.length);
    const { order, seq, payment } = story;
    return { order, seq, payment };
  }

  function expectedEnd(last: PaymentState | undefined, wasCancelled: boolean): OrderStatus {
    switch (last?.status) {
      case 'declined':
        return wasCancelled ? 'cancelled' : 'payment_failed';
      case 'cancelled':
        return 'cancelled';
      case 'refunded':
        return 'refunded';
      case 'partially_refunded':
        return wasCancelled ? 'cancel_requested' : 'partially_refunded';
      default:
        return wasCancelled ? 'cancel_requested' : 'paid';
    }
  }
});
