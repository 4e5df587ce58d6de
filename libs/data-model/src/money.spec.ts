import { add, price, subtract, sum, times, zero } from './index.js';

const eur = (amount: number) => ({ amount, currency: 'EUR' });

describe('money', () => {
  it('adds up in minor units', () => {
    expect(sum([eur(1), eur(2), eur(3)], 'EUR')).toEqual(eur(6));
    expect(times(eur(1299), 3)).toEqual(eur(3897));
    expect(subtract(eur(5), eur(5))).toEqual(zero('EUR'));
  });

  it('never mixes currencies, goes below zero or leaves the safe integers', () => {
    expect(() => add(eur(1), { amount: 1, currency: 'GBP' })).toThrow(RangeError);
    expect(() => subtract(eur(1), eur(2))).toThrow(RangeError);
    expect(() => times(eur(Number.MAX_SAFE_INTEGER), 2)).toThrow(RangeError);
  });

  it('refuses a price that no provider could charge', () => {
    for (const amount of [0, -1, 1.5, 2 ** 53, '1'])
      expect(price.safeParse({ amount, currency: 'EUR' }).success).toBe(false);
    for (const currency of ['eur', 'QQQ', 'EURO'])
      expect(price.safeParse({ amount: 1, currency }).error?.issues).toHaveLength(1);
  });
});
