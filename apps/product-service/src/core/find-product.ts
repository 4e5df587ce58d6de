import { isId, notFound } from '@causeway/data-model';
import type { Products } from './ports.js';
import type { CatalogueEntry } from './product.js';

/** @throws DomainError `not-found` for an id that is malformed, unknown or deleted */
export async function findProduct(products: Products, id: string): Promise<CatalogueEntry> {
  const entry = isId(id) ? await products.find(id) : undefined;
  if (entry === undefined) throw notFound('The product');
  return entry;
}
