import { interleaved, judge } from '@causeway/testing/model';
import fc from 'fast-check';
import type { Card, Luck } from '../../test/model/model-provider.js';
import {
  atProvider,
  chargesOf,
  ledgerSum,
  type ModelShop,
  modelShop,
  moneyTaken,
} from '../../test/model/model-shop.js';

describe('whatever happens in whatever order', () => {
  const cards = fc.constantFrom<Card>('visa', 'declined', '3ds', 'slow');
  const luck = fc.array(fc.constantFrom<Luck>('answer', 'answer', 'answer', 'fail', 'lose-answer'), { maxLength: 30 });
  const happening = fc.constantFrom(
    'placed' as const,
    'cancelled' as const,
    'webhook' as const,
    'refund part' as const,
    'refund all' as const,
    'bank says yes' as const,
    'bank says no' as const,
    'sweep' as const,
  );

  it('an order is charged at most once, the ledger is zero, and what is said agrees with the provider', async () => {
    await judge(
      fc.asyncProperty(
        cards,
        luck,
        fc.array(happening, { minLength: 2, maxLength: 14 }),
        fc.scheduler(),
        async (card, lucks, happenings, scheduler) => {
          const shop = modelShop(card, {
            payments: (real) => interleaved(real, scheduler),
            gateway: (real) => interleaved(real, scheduler),
          });
          shop.provider.luck = lucks;
          const doings = happenings.map((what, index) =>
            scheduler.schedule(Promise.resolve()).then(() => does(shop, what, index)),
          );
          await scheduler.waitFor(Promise.all(doings));
          shop.provider.luck = [];
          await scheduler.waitFor(finish(shop));
          await expectAgreement(shop);
        },
      ),
      { runs: 400 },
    );
  });
});

async function does(shop: ModelShop, what: string, index: number): Promise<void> {
  try {
    if (what === 'placed') await shop.placed();
    if (what === 'cancelled') await shop.cancelled();
    if (what === 'webhook') await shop.webhook(`evt_${index}`);
    if (what === 'refund part') await shop.refund(1000, `${shop.order.id} ${index}`);
    if (what === 'refund all') await shop.refund(undefined, `${shop.order.id} ${index}`);
    if (what === 'bank says yes') shop.provider.decide(true);
    if (what === 'bank says no') shop.provider.decide(false);
    shop.passTime(1_000);
    if (what === 'sweep') await shop.chase();
  } catch (error) {
    const isRefusal =
      error instanceof Error && (error.name === 'DomainError' || error.message === 'there is no payment');
    if (!isRefusal) throw error;
  }
}

/** Everything arrives again, the bank decides, and time passes until nothing is due. */
async function finish(shop: ModelShop): Promise<void> {
  await shop.placed();
  for (let round = 0; round < 30; round += 1) {
    shop.provider.decide(true);
    shop.passTime(120_000);
    await shop.chase();
  }
}

async function expectAgreement(shop: ModelShop): Promise<void> {
  const payment = await shop.current();
  const types = shop.eventTypes();
  expect(chargesOf(shop)).toBeLessThanOrEqual(1);
  expect(ledgerSum(shop)).toBe(0);
  expect(moneyTaken(shop)).toBe(atProvider(shop));
  expect(payment.dueAt).toBeNull();
  expect(shop.payments.events.at(-1)?.payment.version).toBe(payment.version);
  expect(['captured', 'partially_refunded', 'refunded', 'declined', 'cancelled']).toContain(payment.status);
  const fates = types.filter((type) => ['captured', 'declined', 'cancelled'].includes(type));
  expect(fates).toHaveLength(1);
  expect(new Set(shop.payments.events.map(({ type, payment: { version } }) => `${version} ${type}`)).size).toBe(
    types.length,
  );
  if (payment.cancelRequestedAt !== null) expect(moneyTaken(shop)).toBe(0);
  expect(payment.amount.amount - payment.refunded.amount).toBe(chargesOf(shop) === 0 ? 2598 : moneyTaken(shop));
}
