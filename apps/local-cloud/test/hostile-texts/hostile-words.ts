import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ShopTest } from '../system/shop-test.js';
import { accountTexts } from './account-texts.js';
import { catalogueTexts } from './catalogue-texts.js';
import { orderTexts } from './order-texts.js';
import { refusedInFields } from './refused-texts.js';

/** Every kind of text through everything that keeps one, and back. */
export function hostileWords(test: ShopTest): void {
  catalogueTexts(test);
  accountTexts(test);
  refusedInFields(test);
  orderTexts(test);

  test('no text begins a line of its own in a log', async ({ system: { dataDir } }) => {
    const folder = join(dataDir, 'logs');
    const lines = readdirSync(folder).flatMap((file) =>
      readFileSync(join(folder, file), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => `${file}: ${line}`),
    );
    expect(
      lines.filter((line) => !/^[\w.-]+: (\{.*\}|(START|END|REPORT|INIT_REPORT) [\w:\t .-]+)$/.test(line)),
    ).toEqual([]);
  });

  test('after all texts everything holds', async (shop) => {
    await shop.everythingHolds();
  });
}
