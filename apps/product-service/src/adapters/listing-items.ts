import type { Item, Key } from '@causeway/stores/dynamo';
import type { List, ListedProduct, Sort } from '../core/listing.js';

/** The index and sort-key attribute (they share a name) behind each order, and whether it is read backwards. */
export const sortIndexes: Record<Sort, { index: 'byName' | 'byPrice' | 'byCreation'; newestFirst: boolean }> = {
  name: { index: 'byName', newestFirst: false },
  price: { index: 'byPrice', newestFirst: false },
  '-price': { index: 'byPrice', newestFirst: true },
  '-createdAt': { index: 'byCreation', newestFirst: true },
};

export const listKey = (list: List): string => {
  if (list === 'all') return 'L#ALL';
  return list.startsWith('category/') ? `L#C#${list.slice(9)}` : `L#T#${list.slice(5)}`;
};

/** Sort keys end with the id, which breaks ties; the separator is less than any character of a name. */
export const toListingItem = (list: List, product: ListedProduct): Key & Item => ({
  pk: listKey(list),
  sk: product.id,
  byName: `${nameKey(product.name)}\t${product.id}`,
  byPrice: `${priceKey(product.price)}\t${product.id}`,
  byCreation: `${product.createdAt}\t${product.id}`,
  category: product.category,
  price: product.price,
  words: product.words,
});

export const priceKey = (amount: number): string => String(amount).padStart(15, '0');

/** Names in an order people expect: whatever their case and accents. DynamoDB allows a sort key 1024 bytes. */
const nameKey = (name: string): string =>
  name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 200)
    .toWellFormed();
