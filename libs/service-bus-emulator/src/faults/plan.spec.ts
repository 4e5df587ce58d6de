import { checkedPlan } from './plan.js';

describe('a plan of faults', () => {
  it('is taken as it is when it can be used', () => {
    const plan = { seed: 7, duplicate: 0.1, delay: { share: 0.2, maxMs: 500 }, reorder: 1 };
    expect(checkedPlan(plan)).toEqual(plan);
    expect(checkedPlan({ seed: 0 })).toEqual({ seed: 0 });
  });

  it.each([
    [{}, 'seed must be a whole number from 0 to 9007199254740991'],
    [{ seed: 1, duplicate: 1.1 }, 'duplicate must be a number from 0 to 1'],
    [{ seed: 1, reorder: '1' }, 'reorder must be a number from 0 to 1'],
    [{ seed: 1, delay: { share: 0.1 } }, 'delay.maxMs must be a whole number from 1 to 3600000'],
    [{ seed: 1, delay: { share: -1, maxMs: 5 } }, 'delay.share must be a number from 0 to 1'],
    [{ seed: 1, delay: 0.1 }, 'delay must be {"share": 0..1, "maxMs": milliseconds}'],
    [{ seed: 1, delay: { share: 0.1, maxMs: 5, least: 1 } }, 'delay.least is not known'],
    [{ seed: 1, lose: 0.1 }, 'lose is not known; known are seed, duplicate, delay (share, maxMs) and reorder'],
    ['seed', 'must be an object with a seed'],
  ])('is refused with the field and its rule: %j', (plan, problem) => {
    expect(() => checkedPlan(plan)).toThrow(`The plan of faults cannot be used: ${problem}`);
  });
});
