import type { Item, Key } from '@causeway/stores/dynamo';
import type { CatalogueProduct, Stock } from '../core/product.js';
import { keys } from './table.js';

const schemaVersion = 1;

type Stored<T> = T & { deletedAt?: string };

/** `words` keeps the lists the product stands in, should the way of finding words change one day. */
export const toProductItem = (product: CatalogueProduct, words: readonly string[]): Key & Item => ({
  ...keys.product(product.id),
  schemaVersion,
  ...product,
  words,
});

/** Undefined for a product that has been deleted. */
export function fromProductItem(item: Item): CatalogueProduct | undefined {
  const { product, deleted } = fromProductRecord(item);
  return deleted ? undefined : product;
}

export function fromProductRecord(item: Item): { product: CatalogueProduct; deleted: boolean } {
  const { id, sku, name, description, category, price, images, createdAt, updatedAt, version, deletedAt } =
    item as Stored<CatalogueProduct>; // written by toProductItem
  const product = { id, sku, name, description, category, price, images, createdAt, updatedAt, version };
  return { product, deleted: deletedAt !== undefined };
}

export const toStockItem = (stock: Stock): Key & Item => ({ ...keys.stock(stock.productId), schemaVersion, ...stock });

export function fromStockItem(item: Item): Stock {
  const { productId, left, held, sold, version, initial, adjusted } = item as Stock; // written by toStockItem
  return { productId, left, held, sold, version, initial, adjusted };
}
