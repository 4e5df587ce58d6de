import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Order, order } from '@causeway/data-model';
import pLimit from 'p-limit';
import { type Answer, ask, codeOf } from '../system/api.js';
import { customers, type Person } from '../system/people.js';
import { orderOf, type Shop } from '../system/shop.js';

const times = 100;
/** So many are after the same thing. */
const buyers = 5;
/** So many races are run side by side: they disturb each other, as they do on a busy day. */
const atOnce = 5;
const raceMs = 600_000;

let shop: Shop;
let people: Person[];

/** Runs a race a hundred times; each gets its number. */
async function aHundredTimes(race: (n: number) => Promise<void>): Promise<void> {
  const limit = pLimit(atOnce);
  await Promise.all(Array.from({ length: times }, (_, n) => limit(() => race(n))));
}

/** The answer to a request, asked again with the same key while the shop is busy with it or with itself. */
async function answered(send: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    const answer = await send();
    const busy = answer.status === 503 || (answer.status === 409 && codeOf(answer).endsWith('in-progress'));
    if (!busy) return answer;
    await delay(50);
  }
}

const outcome = (answer: Answer): string => (answer.status < 400 ? String(answer.status) : codeOf(answer));
const buyer = (n: number): Person => people[n % people.length] as Person; // there are as many as buyers

async function paidOrder(who: Person): Promise<Order> {
  const product = await shop.newProduct({ stock: 10 });
  const placed = await buy(who, product.id);
  return shop.untilStatus(who, placed, 'paid');
}

async function buy(who: Person, productId: string, paymentMethod = 'pm_card_visa'): Promise<Order> {
  const key = randomUUID();
  const answer = await answered(() => shop.send(who, orderOf({ id: productId }, { paymentMethod }), key));
  expect(outcome(answer)).toBe('201');
  return answer.read(order);
}

const refund = (paymentId: string, amount: number) => {
  const key = randomUUID();
  const body = { amount: { amount, currency: 'EUR' }, reason: 'race' };
  return answered(() => shop.refund(paymentId, body, key));
};

/** What many do at the same moment, each a hundred times. */
export function races(theShop: () => Shop): void {
  beforeAll(async () => {
    shop = theShop();
    people = await customers(shop.url, buyers);
  }, 60_000);

  test(
    'the last unit goes to one of many buyers, a hundred times',
    async () => {
      await aHundredTimes(async () => {
        const product = await shop.newProduct({ stock: 1 });
        const answers = await Promise.all(
          people.map((who) => {
            const key = randomUUID();
            return answered(() => shop.send(who, orderOf(product), key));
          }),
        );
        expect(answers.map(outcome).sort()).toEqual(['201', ...Array(people.length - 1).fill('409 out-of-stock')]);
        expect(await shop.available(product)).toBe(0);
      });
    },
    raceMs,
  );

  test(
    'a cancellation and the capture: cancelled or refunded, with the goods back, a hundred times',
    async () => {
      await aHundredTimes(async (n) => {
        const who = buyer(n);
        const product = await shop.newProduct({ stock: 3 });
        const placed = await buy(who, product.id, n % 4 === 3 ? 'pm_card_slow' : 'pm_card_visa');
        await delay((n % 10) * 8);
        const answer = await answered(() => shop.cancel(who, placed));
        expect(outcome(answer)).toBe('202');
        const ended = await shop.until(who, placed.id, ({ status }) =>
          expect(['cancelled', 'refunded']).toContain(status),
        );
        expect(ended.refunded.amount).toBe(ended.status === 'refunded' ? placed.total.amount : 0);
        await shop.untilAvailable(product, 3);
      });
    },
    raceMs,
  );

  test(
    'of two refunds that are too much together one is made, a hundred times',
    async () => {
      await aHundredTimes(async (n) => {
        const who = buyer(n);
        const paid = await paidOrder(who);
        const { id } = await shop.paymentOf(who, paid);
        const answers = await Promise.all([refund(id, 600), refund(id, 600)]);
        expect(answers.map(outcome).sort()).toEqual(['201', '422 refund-exceeds']);
        const ended = await shop.untilStatus(who, paid, 'partially_refunded');
        expect(ended.refunded.amount).toBe(600);
      });
    },
    raceMs,
  );

  test(
    'a refund and a cancellation never give back more than was paid, a hundred times',
    async () => {
      await aHundredTimes(async (n) => {
        const who = buyer(n);
        const paid = await paidOrder(who);
        const { id } = await shop.paymentOf(who, paid);
        const amount = n % 2 === 0 ? paid.total.amount : 400;
        const [cancelled, refunded] = await Promise.all([answered(() => shop.cancel(who, paid)), refund(id, amount)]);
        expect(['202', '409 illegal-state']).toContain(outcome(cancelled));
        expect(['201', '409 illegal-state', '422 refund-exceeds']).toContain(outcome(refunded));
        const all = cancelled.status === 202 || amount === paid.total.amount;
        const ended = await shop.untilStatus(who, paid, all ? 'refunded' : 'partially_refunded');
        expect(ended.refunded.amount).toBe(all ? paid.total.amount : amount);
      });
    },
    raceMs,
  );

  test(
    'parallel requests with one key are one order and one answer, a hundred times',
    async () => {
      await aHundredTimes(async (n) => {
        const who = buyer(n);
        const product = await shop.newProduct({ stock: 100 });
        const key = randomUUID();
        const answers = await Promise.all(
          Array.from({ length: buyers }, () => answered(() => shop.send(who, orderOf(product), key))),
        );
        expect(answers.map(outcome)).toEqual(Array(buyers).fill('201'));
        expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
        expect(await shop.available(product)).toBe(99);
      });
    },
    raceMs,
  );

  test(
    'after all races everything holds, and nobody has an order more than was answered',
    async () => {
      await shop.everythingHolds();
      const { status } = await ask(shop.url, 'GET /health/ready');
      expect(status).toBe(200);
    },
    raceMs,
  );
}
