import { Dice } from './dice.js';
import { type Kill, scheduleOf, victims } from './schedule.js';

const first = (seed: number, count: number): Kill[] => {
  const kills = scheduleOf({ seed, orders: 1, killMeanMs: 300 }).kills();
  return Array.from({ length: count }, () => kills.next().value);
};

describe('a schedule', () => {
  it('is the same for the same seed, to the last purchase and kill', () => {
    const [one, two] = [1, 2].map(() => scheduleOf({ seed: 7, orders: 50, killMeanMs: 300 }));
    expect(one?.traffic).toEqual(two?.traffic);
    expect(one?.digest).toBe(two?.digest);
    expect(first(7, 100)).toEqual(first(7, 100));
  });

  it('is another one for another seed, number of orders or pace, and its digest tells', () => {
    const digests = [
      scheduleOf({ seed: 1, orders: 50, killMeanMs: 300 }),
      scheduleOf({ seed: 2, orders: 50, killMeanMs: 300 }),
      scheduleOf({ seed: 1, orders: 51, killMeanMs: 300 }),
      scheduleOf({ seed: 1, orders: 50, killMeanMs: 301 }),
    ].map(({ digest }) => digest);
    expect(new Set(digests).size).toBe(4);
  });

  it('kills everybody, at intervals as they are distributed when there is no plan behind them', () => {
    const kills = first(3, 5000);
    expect(new Set(kills.map((kill) => kill.process)).size).toBe(victims.length);
    const gaps = kills.map(({ at }, n) => at - (kills[n - 1]?.at ?? 0));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    expect(mean).toBeGreaterThan(280);
    expect(mean).toBeLessThan(320);
    // Of an exponential distribution 1/e are longer than its mean.
    expect(gaps.filter((gap) => gap > mean).length / gaps.length).toBeCloseTo(Math.exp(-1), 1);
  });

  it('holds every card, habit and sequel there is', () => {
    const { traffic } = scheduleOf({ seed: 1, orders: 500, killMeanMs: 300 });
    const kinds = (field: 'method' | 'habit' | 'sequel' | 'threeDs') => new Set(traffic.map((one) => one[field])).size;
    expect([kinds('method'), kinds('habit'), kinds('sequel'), kinds('threeDs')]).toEqual([7, 5, 7, 3]);
  });
});

it('dice keep to their weights', () => {
  const dice = new Dice(1, 'weights');
  const rolls = Array.from({ length: 4000 }, () => dice.weighted({ often: 3, seldom: 1 }));
  expect(rolls.filter((roll) => roll === 'often').length / rolls.length).toBeCloseTo(0.75, 1);
});
