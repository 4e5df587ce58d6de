import type { Action } from './laboratory.js';
import { attemptAt, partsOf } from './lanes.js';
import { listedPoints } from './points.js';
import { Results } from './results.js';
import { ShopToHurt } from './shop-to-hurt.js';

const actions: readonly Action[] = ['kill', 'freeze'];
const points = listedPoints();
const results = new Results(points);
const parts = partsOf(points.flatMap((point) => actions.map((action) => attemptAt(point, action))));
const shops = parts.map((attempts) => ({ attempts, shop: new ShopToHurt(results) }));
afterAll(async () => {
  for (const { shop } of shops) await shop.close();
}, 60_000);

test('wherever a process dies or freezes past its locks and leases, the shop settles and I1 to I9 hold', async () => {
  // One after the other: both are packed into the same files.
  for (const { shop } of shops) await shop.open();
  await Promise.all(shops.map(({ shop, attempts }) => shop.hurt(attempts)));
  console.log(`${results.table()}\n${results.count()}`);
  expect(results.faults()).toEqual([]);
}, 1_200_000);
