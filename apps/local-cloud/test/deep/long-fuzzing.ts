import { faultsIn, fuzzShop } from '../fuzzing/fuzzing.js';
import type { Shop } from '../system/shop.js';

/** After so many requests of its own an operation must have been done at least once; a slow machine sends fewer. */
const enough = 100;
/**
 * What can hardly be had by anybody who only sends requests: a payment that nobody knows the end of; and whatever asks for
 * a password, once the failed log-ins from this computer are too many.
 */
const rarelyDone = ['POST /v1/payments/{id}/resolution', 'POST /v1/auth/login', 'POST /v1/me/password'];

/** Requests of every kind to every operation, for forty seconds. */
export function longFuzzing(theShop: () => Shop): void {
  test('for forty seconds no request whatever gets another answer than a documented one, and everything can be done', async () => {
    const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
    console.log(`The fuzzer's seed is ${seed}.`);
    const report = await fuzzShop(theShop(), { seed, runs: 30, rounds: 1000, forMs: 40_000 });
    expect(faultsIn(report)).toBe('');
    const neverDone = Object.entries(report.statuses)
      .filter(([, byStatus]) => Object.values(byStatus).reduce((sum, count) => sum + count, 0) >= enough)
      .filter(([, byStatus]) => !Object.keys(byStatus).some((status) => Number(status) < 300))
      .map(([name]) => name);
    expect(neverDone.filter((name) => !rarelyDone.includes(name))).toEqual([]);
  }, 300_000);

  test('after all requests everything holds', async () => {
    await theShop().everythingHolds();
    expect((await fetch(`${theShop().url}/health/ready`)).status).toBe(200);
  }, 180_000);
}
