import type { Luck } from '../../test/model/model-provider.js';
import { chargesOf, modelShop, moneyTaken } from '../../test/model/model-shop.js';

describe('an order that is placed', () => {
  it('is charged, booked and told once', async () => {
    const shop = modelShop('visa');
    await shop.placed();
    await shop.placed();
    await shop.placed('placed again');
    expect(await shop.current()).toMatchObject({ status: 'captured', dueAt: null, method: { last4: '4242' } });
    expect(shop.eventTypes()).toEqual(['captured']);
    expect(shop.payments.ledger).toMatchObject([
      { account: 'provider-clearing', amount: 2598, currency: 'EUR', refundId: null },
      { account: 'sales', amount: -2598, currency: 'EUR', refundId: null },
    ]);
  });

  it('is declined with the bank’s reason', async () => {
    const shop = modelShop('declined');
    await shop.placed();
    expect(await shop.current()).toMatchObject({ status: 'declined', declineCode: 'generic_decline' });
    expect(shop.eventTypes()).toEqual(['declined']);
  });

  it('waits for a slow bank without saying anything, and asks when no webhook comes', async () => {
    const shop = modelShop('slow');
    await shop.placed();
    expect(await shop.current()).toMatchObject({ status: 'processing' });
    expect(shop.eventTypes()).toEqual([]);
    shop.provider.decide(true);
    shop.passTime(2_000);
    await shop.chase();
    expect(shop.eventTypes()).toEqual(['captured']);
  });

  it.each<[string, Luck[]]>([
    ['creating failed', ['fail']],
    ['the answer to creating was lost', ['lose-answer']],
    ['confirming failed', ['answer', 'fail']],
    ['the answer to confirming was lost', ['answer', 'lose-answer']],
    ['confirming and asking failed', ['answer', 'fail', 'fail']],
    ['the charge happened and nobody answered for a while', ['answer', 'lose-answer', 'fail', 'fail', 'fail']],
  ])('is charged once although %s', async (_what, luck) => {
    const shop = modelShop('visa');
    shop.provider.luck = luck;
    await shop.placed();
    for (let i = 0; i < 5; i += 1) {
      shop.passTime(60_000);
      await shop.chase();
    }
    expect(await shop.current()).toMatchObject({ status: 'captured', dueAt: null, doubtSince: null });
    expect(chargesOf(shop)).toBe(1);
    expect(shop.eventTypes()).toEqual(['captured']);
  });

  it('becomes unknown in doubt, is asked about less and less often, and ends with a person', async () => {
    const shop = modelShop('visa');
    shop.provider.luck = ['answer', ...Array<Luck>(100).fill('fail')];
    await shop.placed();
    expect(await shop.current()).toMatchObject({ status: 'unknown', attempts: 1 });
    let chases = 0;
    for (let second = 0; second < 920; second += 1) {
      shop.passTime(1_000);
      chases += await shop.chase();
    }
    expect(await shop.current()).toMatchObject({ status: 'manual_review', dueAt: null });
    expect(chases).toBeGreaterThan(10);
    expect(chases).toBeLessThan(30);
    expect(shop.eventTypes()).toEqual(['review_needed']);
    await shop.resolve('captured');
    expect(shop.eventTypes()).toEqual(['review_needed', 'captured']);
    expect(moneyTaken(shop)).toBe(2598);
    await expect(shop.resolve('declined')).rejects.toMatchObject({ code: 'illegal-state' });
  });

  it('goes to a person when the provider would take another amount', async () => {
    const shop = modelShop('visa');
    shop.provider.differentAmount = { amount: 1, currency: 'EUR' };
    await shop.placed();
    expect(await shop.current()).toMatchObject({ status: 'manual_review' });
    expect(chargesOf(shop)).toBe(0);
  });
});

describe('3-D Secure', () => {
  it('sends the customer away and takes the money when they come back', async () => {
    const shop = modelShop('3ds');
    await shop.placed();
    expect(await shop.current()).toMatchObject({
      status: 'requires_action',
      nextAction: { type: 'redirect', url: 'http://3ds', expiresAt: '2026-11-21T09:15:00.000Z' },
    });
    shop.provider.decide(true);
    await shop.webhook('evt_1');
    await shop.webhook('evt_1');
    await shop.webhook('evt_2');
    expect(await shop.current()).toMatchObject({ status: 'captured', nextAction: null });
    expect(shop.eventTypes()).toEqual(['action_required', 'captured']);
  });

  it('declines after a failure, and closes the intent first so that nobody can pay later', async () => {
    const shop = modelShop('3ds');
    await shop.placed();
    shop.provider.decide(false);
    await shop.webhook('evt_1');
    expect(await shop.current()).toMatchObject({ status: 'declined', declineCode: 'authentication_failed' });
    expect([...shop.provider.intents.values()]).toMatchObject([{ status: 'cancelled' }]);
  });

  it('cancels what nobody finished in time', async () => {
    const shop = modelShop('3ds');
    await shop.placed();
    shop.passTime(900_000);
    expect(await shop.chase()).toBe(0);
    shop.passTime(60_000);
    expect(await shop.chase()).toBe(1);
    expect(shop.eventTypes()).toEqual(['action_required', 'cancelled']);
  });

  it('takes the money that came at the last moment', async () => {
    const shop = modelShop('3ds');
    await shop.placed();
    shop.provider.decide(true);
    shop.passTime(960_000);
    await shop.chase();
    expect(shop.eventTypes()).toEqual(['action_required', 'captured']);
  });
});

describe('an order that is cancelled', () => {
  it('is never charged when the cancellation comes first', async () => {
    const shop = modelShop('visa');
    await shop.cancelled();
    await shop.placed();
    await shop.cancelled();
    expect(await shop.current()).toMatchObject({ status: 'cancelled', amount: { amount: 2598 } });
    expect(shop.eventTypes()).toEqual(['cancelled']);
    expect(shop.provider.intents.size).toBe(0);
  });

  it('gets its money back in full after it was captured', async () => {
    const shop = modelShop('visa');
    await shop.placed();
    await shop.cancelled();
    await shop.cancelled('cancel again');
    const payment = await shop.current();
    expect(payment).toMatchObject({ status: 'refunded', refunded: { amount: 2598 }, dueAt: null });
    expect(payment.refunds).toMatchObject([{ key: `ref:cancel:${shop.order.id}`, status: 'succeeded' }]);
    expect(shop.eventTypes()).toEqual(['captured', 'refunded']);
    expect(moneyTaken(shop)).toBe(0);
  });

  it('gets back what was left when some was refunded before', async () => {
    const shop = modelShop('visa');
    await shop.placed();
    await shop.refund(598, 'left');
    await shop.cancelled();
    expect((await shop.current()).refunds.map(({ amount }) => amount.amount)).toEqual([598, 2000]);
    expect(await shop.current()).toMatchObject({ status: 'refunded' });
  });

  it('has its 3-D Secure closed', async () => {
    const shop = modelShop('3ds');
    await shop.placed();
    await shop.cancelled();
    shop.provider.decide(true);
    await shop.webhook('evt_1');
    expect(shop.eventTypes()).toEqual(['action_required', 'cancelled']);
    expect(chargesOf(shop)).toBe(0);
  });

  it.each([
    [true, ['captured', 'refunded']],
    [false, ['declined']],
  ])('waits for the bank, and then (passes: %s) says %j', async (passes, events) => {
    const shop = modelShop('slow');
    await shop.placed();
    await shop.cancelled();
    expect(shop.eventTypes()).toEqual([]);
    shop.provider.decide(passes);
    await shop.webhook('evt_1');
    expect(shop.eventTypes()).toEqual(events);
  });

  it('is not refunded twice, and a person is told, when the provider refuses the refund', async () => {
    const shop = modelShop('visa');
    await shop.placed();
    shop.provider.refuseRefunds = true;
    await shop.cancelled();
    expect(await shop.current()).toMatchObject({ status: 'captured', dueAt: null, refunds: [{ status: 'failed' }] });
    expect(shop.eventTypes()).toEqual(['captured', 'review_needed']);
  });

  it('remembers the wish through a doubt', async () => {
    const shop = modelShop('visa');
    shop.provider.luck = ['answer', 'lose-answer', 'fail'];
    await shop.placed();
    shop.provider.luck = ['fail', 'fail'];
    await shop.cancelled();
    expect(await shop.current()).toMatchObject({ status: 'unknown' });
    shop.passTime(60_000);
    await shop.chase();
    expect(shop.eventTypes()).toEqual(['captured', 'refunded']);
  });
});
