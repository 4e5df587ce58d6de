import { DomainError, unavailable } from '@causeway/data-model';
import { findProduct } from './find-product.js';
import type { Products } from './ports.js';
import type { CatalogueEntry } from './product.js';

/** The versions of a product that a request is willing to change. */
export type Editions = readonly number[] | 'any';

const attempts = 5;

/**
 * Reads a product and tries to change it, again when somebody else was faster and any version will do.
 *
 * @param change returns undefined when the product has changed since it was read
 * @throws DomainError `not-found`, `precondition-failed` when the product is at none of these versions
 */
export async function editing<T>(
  products: Products,
  id: string,
  editions: Editions,
  change: (entry: CatalogueEntry) => Promise<T | undefined>,
): Promise<T> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const entry = await findProduct(products, id);
    if (editions !== 'any' && !editions.includes(entry.product.version)) throw stale();
    const changed = await change(entry);
    if (changed !== undefined) return changed;
    if (editions !== 'any') throw stale();
  }
  throw unavailable('The product is being changed by many at once.');
}

const stale = () =>
  new DomainError('precondition-failed', { detail: 'The product has changed since it was read; read it again.' });
