import { join } from 'node:path';
import { aBundle, removeBundles } from '../../../test/lambda/a-bundle.js';
import { exportedNames } from './exported-names.js';

afterAll(removeBundles);

test('what a bundle exports is found without running it', async () => {
  const folder = aBundle(
    "throw new Error('it runs'); const a = 1; export { a as http }; export async function relay() {}",
  );
  expect([...(await exportedNames(join(folder, 'index.mjs')))]).toEqual(['http', 'relay']);
});
