import type { Shop } from '../system/shop.js';
import type { ShopTest } from '../system/shop-test.js';
import { operationsIn } from './api-document.js';
import { castOf } from './cast.js';
import { type FuzzReport, fuzz } from './fuzzer.js';

const answerWithinMs = 10_000;

export type Effort = { seed: number; runs: number; rounds: number; forMs: number };

/**
 * Asks a whole shop for anything, through the gateway and past it, and tells what came of it. `FUZZ_SEED`, `FUZZ_ONLY` (names
 * of operations, with commas) and `FUZZ_PATH` go back to what failed before.
 */
export async function fuzzShop(shop: Shop, { seed, ...effort }: Effort): Promise<FuzzReport> {
  const operations = operationsIn(await (await fetch(`${shop.url}/openapi.json`)).json());
  const { FUZZ_SEED = String(seed), FUZZ_ONLY, FUZZ_PATH } = process.env;
  return fuzz(operations, await castOf(shop), {
    ...effort,
    seed: Number(FUZZ_SEED),
    answerWithinMs,
    only: FUZZ_ONLY?.split(','),
    path: FUZZ_PATH,
  });
}

/** What failed, for `expect(faultsIn(report)).toBe('')`. */
export const faultsIn = ({ faults }: FuzzReport): string => [...faults.values()].join('\n\n');

export function fuzzing(test: ShopTest): void {
  test('no request whatever, to any operation, gets another answer than a documented one', async (shop) => {
    expect(faultsIn(await fuzzShop(shop, { seed: 20_261_129, runs: 20, rounds: 3, forMs: 20_000 }))).toBe('');
  }, 180_000);

  test('after all requests everything holds', async (shop) => {
    await shop.everythingHolds();
    expect((await fetch(`${shop.url}/health/ready`)).status).toBe(200);
  });
}
