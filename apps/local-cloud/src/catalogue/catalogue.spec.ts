import { createHash } from 'node:crypto';
import { newProduct } from '@causeway/data-model';
import { pictureOf } from './pictures.js';
import { catalogue } from './products.js';

test('there are at least 60 valid products in at least 8 categories, no sku and no name twice', () => {
  expect(catalogue.length).toBeGreaterThanOrEqual(60);
  expect(new Set(catalogue.map(({ category }) => category)).size).toBeGreaterThanOrEqual(8);
  expect(new Set(catalogue.map(({ sku }) => sku)).size).toBe(catalogue.length);
  expect(new Set(catalogue.map(({ name }) => name)).size).toBe(catalogue.length);
  for (const item of catalogue) expect(newProduct.parse(item)).toEqual(item);
});

test('every product has a small picture of its own, the same one every time', () => {
  const pictures = catalogue.map(pictureOf);
  expect(new Set(pictures.map((picture) => createHash('sha256').update(picture).digest('hex'))).size).toBe(
    catalogue.length,
  );
  for (const picture of pictures) expect(picture.length).toBeLessThan(12_000);
  const [first] = catalogue;
  if (first !== undefined) expect(pictureOf(first)).toEqual(pictures[0]);
});
