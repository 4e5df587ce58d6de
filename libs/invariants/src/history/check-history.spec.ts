import { anOrder, aPayment, by, cancelRequested, fulfilled, item, paid, untilPaid } from '../../test/a-history.js';
import { checkHistory } from './check-history.js';
import type { Sighting } from './sighting.js';

const [ann, bob, sue] = [by('ann'), by('bob'), by('sue')];
const never = Number.POSITIVE_INFINITY;
const refund = (status: 'pending' | 'succeeded') => ({
  id: '01980000-0000-7000-8000-000000000003',
  paymentId: aPayment().id,
  amount: { amount: 400, currency: 'EUR' },
  reason: 'damaged',
  status,
  createdAt: '2026-11-21T09:00:00.000Z',
});
const partly = (version: number, amount: number) =>
  anOrder({ status: 'partially_refunded', version, refunded: { amount, currency: 'EUR' } });

describe('a history that can have happened', () => {
  const good: [string, Sighting[]][] = [
    ['a quiet life', [ann(0, 2).places(), ann(3, 4).reads(anOrder()), ann(9, 10).reads(paid)]],
    ['the old and the new during the change', [ann(0, 2).places(), ann(3, 9).reads(paid), bob(4, 8).reads(anOrder())]],
    ['a version that nobody saw', [ann(0, 2).places(), sue(3, 4).fulfils(fulfilled), ann(5, 6).reads(fulfilled)]],
    [
      'a placing that was tried three times',
      [ann(0).placesInVain(), ann(2, 3).places(), ann(4, 5).reads(paid), ann(6, 7).places()],
    ],
    ['a reader who comes before the answer', [ann(0, 9).places(), sue(3, 4).reads(anOrder()), sue(5, 6).reads(paid)]],
    [
      'a cancellation that was not answered and came about',
      [ann(0, 2).places(), ann(3).cancels('none'), ann(8, 9).reads(cancelRequested(2))],
    ],
    [
      'a cancellation that was not answered and did not',
      [ann(0, 2).places(), ann(3).cancels('none'), ann(8, 9).reads(paid)],
    ],
    [
      'a cancellation that was repeated',
      [
        ann(0, 2).places(),
        ann(3, 6).cancels(cancelRequested(2)),
        ann(4, 5).cancels(cancelRequested(2)),
        sue(7, 8).cancels(cancelRequested(2), 'again'),
      ],
    ],
    ['a cancellation by the system', [ann(0, 2).places(), ann(3, 4).reads(cancelRequested(2, 'payment-timeout'))]],
    [
      'a cancellation that came too late',
      [ann(0, 2).places(), sue(3, 6).fulfils(fulfilled), ann(4, 7).cancels('refused')],
    ],
    ['two refunds of which one was seen', [ann(0, 2).places(), ann(3, 4).reads(partly(4, 600))]],
    [
      'a timeline, a stream and the order',
      [
        ann(0, 2).places(),
        ...untilPaid.map((one, index) => bob(0, 5 + index).hears(one)),
        bob(20, 21).readsTimeline(untilPaid),
        bob(22, 23).reads(paid),
      ],
    ],
    ['an order that others placed', [sue(3, 4).reads(paid), bob(4).fulfils('none'), sue(5, 6).reads(fulfilled)]],
    ['another’s order', [ann(0, 2).places(), bob(3, 4).reads('not-found')]],
    [
      'a payment that is refunded',
      [
        ann(0, 2).places(),
        ann(1, 3).readsPayment('not-found'),
        sue(4, 5).readsPayment(aPayment({ status: 'charging' })),
        { kind: 'refund', key: 'r', answer: { text: 't', refund: refund('pending') }, reader: 'sue', start: 6, end: 7 },
        sue(8, 9).readsPayment(aPayment({ refunds: [refund('pending')] })),
      ],
    ],
  ];

  it.each(good)('%s', (_what, sightings) => {
    expect(checkHistory(sightings).violations).toEqual([]);
  });
});

describe('a history that cannot have happened', () => {
  const bad: [string, string, Sighting[]][] = [
    [
      'a stale read after a newer one',
      'ann was shown an older version',
      [ann(0, 2).places(), ann(3, 4).reads(paid), ann(5, 6).reads(anOrder())],
    ],
    [
      'a stale read of somebody else',
      'cannot have happened in any order',
      [ann(0, 2).places(), ann(3, 4).reads(paid), bob(5, 6).reads(anOrder())],
    ],
    [
      'a stale list after a stream told the news',
      'cannot have happened in any order',
      [
        ann(0, 2).places(),
        ...untilPaid.map((one, index) => bob(0, 5 + index).hears(one)),
        bob(20, 21).reads(anOrder()),
      ],
    ],
    [
      'a lost update',
      'cannot have happened in any order',
      [
        ann(0, 2).places(),
        ann(3, 4).cancels(cancelRequested(2)),
        ann(5, 6).reads(anOrder({ status: 'paid', version: 3 })),
      ],
    ],
    ['a lost order', 'cannot have happened in any order', [ann(0, 2).places(), ann(3, 4).reads('not-found')]],
    [
      'a state that goes back',
      'cannot have happened in any order',
      [ann(0, 2).places(), ann(3, 4).reads(paid), ann(5, 6).reads(anOrder({ version: 3 }))],
    ],
    [
      'a state that never was',
      'cannot have happened in any order',
      [
        ann(0, 2).places(),
        ann(3, 4).reads(anOrder({ status: 'fulfilled', version: 2, fulfilledAt: '2026-11-21T09:00:01.000Z' })),
      ],
    ],
    [
      'a version that jumped without a cause',
      'cannot have happened in any order',
      [ann(0, 2).places(), ann(3, 4).reads(anOrder({ status: 'paid', version: 5 }))],
    ],
    [
      'one version with two faces',
      'version 2 was seen in two ways',
      [ann(0, 2).places(), ann(3, 9).reads(paid), bob(3, 9).reads(anOrder({ status: 'payment_failed', version: 2 }))],
    ],
    [
      'two cancellations with different outcomes',
      'version 2 was seen in two ways',
      [
        ann(0, 2).places(),
        ann(3, 9).cancels(cancelRequested(2)),
        sue(3, 9).cancels(cancelRequested(2, 'again'), 'again'),
      ],
    ],
    [
      'two cancellations, each its own version',
      'cannot have happened in any order',
      [
        ann(0, 2).places(),
        ann(3, 9).cancels(cancelRequested(2)),
        sue(3, 9).cancels(cancelRequested(3, 'again'), 'again'),
      ],
    ],
    [
      'a refusal without a reason',
      'cannot have happened in any order',
      [ann(0, 2).places(), ann(3, 4).cancels('refused'), ann(5, 6).reads(anOrder())],
    ],
    [
      'fulfilled twice',
      'cannot have happened in any order',
      [ann(0, 2).places(), sue(3, 9).fulfils(fulfilled), bob(3, 9).fulfils({ ...fulfilled, version: 4 })],
    ],
    [
      'an effect before its request',
      'cannot have happened in any order',
      [ann(0, 2).places(), ann(3, 4).reads(fulfilled), sue(5, never).fulfils('none')],
    ],
    [
      'a replay that differs',
      'place with key k was seen in two ways',
      [ann(0, 2).places(), ann(3, 4).places({ ...anOrder(), updatedAt: '2026-11-21T09:00:09.000Z' })],
    ],
    [
      'a replay that placed another order',
      'place with key k was seen in two ways',
      [ann(0, 2).places(), ann(3, 4).places(anOrder({ id: '01980000-0000-7000-8000-000000000009' }))],
    ],
    [
      'a timeline that was rewritten',
      'timeline item 4 was seen in two ways',
      [
        ann(0, 2).places(),
        ann(3, 9).readsTimeline(untilPaid),
        bob(3, 9).readsTimeline([...untilPaid.slice(0, 3), item(4, 'order.payment_failed', 'payment_failed')]),
      ],
    ],
    [
      'a timeline that lost its end',
      'ann was shown a shorter timeline',
      [
        ann(0, 2).places(),
        ann(3, 4).readsTimeline([...untilPaid, item(5, 'reservation.committed', 'paid')]),
        ann(5, 6).readsTimeline(untilPaid),
      ],
    ],
    [
      'a payment that comes back to life',
      'of its payment cannot have happened',
      [
        ann(0, 2).places(),
        sue(3, 4).readsPayment(aPayment({ status: 'declined' })),
        sue(5, 6).readsPayment(aPayment()),
      ],
    ],
    [
      'a refund that was accepted and is gone',
      'of its payment cannot have happened',
      [
        ann(0, 2).places(),
        sue(3, 4).readsPayment(aPayment()),
        { kind: 'refund', key: 'r', answer: { text: 't', refund: refund('pending') }, reader: 'sue', start: 5, end: 6 },
        bob(7, 8).readsPayment(aPayment()),
      ],
    ],
  ];

  it.each(bad)('%s', (_what, story, sightings) => {
    expect(checkHistory(sightings).violations.join('\n')).toContain(story);
  });

  it('is told with what differs', () => {
    const sightings = [ann(0, 2).places(), ann(3, 4).places({ ...anOrder(), paymentMethod: 'pm_card_slow' })];
    expect(checkHistory(sightings).violations[0]?.split('\n').at(-1)).toBe(
      '  paymentMethod is "pm_card_visa" here, "pm_card_slow" there',
    );
  });

  it('is told as a story: who saw what, when', () => {
    const sightings = [ann(0, 2).places(), ann(3, 4).reads(paid), bob(5, 6).reads(anOrder())];
    expect(checkHistory(sightings).violations).toEqual([
      [
        `order ${anOrder().id}: what was seen of the order cannot have happened in any order`,
        '  +0..2 ms  ann placed the order',
        '  +3..4 ms  ann read the order: paid, version 2',
        '  then it is paid, version 2, which none of these fits:',
        '  +5..6 ms  bob read the order: pending_payment, version 1',
      ].join('\n'),
    ]);
  });
});
