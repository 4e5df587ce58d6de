import type { Action } from './laboratory.js';
import { attemptAt, type Part, partsOf } from './lanes.js';
import { listedPoints } from './points.js';
import { Results } from './results.js';
import { ShopToHurt } from './shop-to-hurt.js';

const actions: readonly Action[] = ['kill', 'freeze'];

/** Kills and freezes at every point of one part, in a shop of its own. */
export function hurtAtPointsOf(part: Part): void {
  const attempts = partsOf(listedPoints().flatMap((point) => actions.map((action) => attemptAt(point, action))))[part];
  const points = listedPoints().filter(({ name }) => attempts.some((attempt) => attempt.name === name));
  const results = new Results(points);
  const shop = new ShopToHurt(results);
  afterAll(() => shop.close(), 60_000);

  test('wherever a process dies or freezes past its locks and leases, the shop settles and I1 to I9 hold', async () => {
    if (attempts.length === 0) {
      console.log('None of the wanted points is reached in this shop.');
      return;
    }
    await shop.open();
    await shop.hurt(attempts);
    console.log(`${results.table()}\n${results.count()}`);
    expect(results.faults()).toEqual([]);
  }, 1_200_000);
}
