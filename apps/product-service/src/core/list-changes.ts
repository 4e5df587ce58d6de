import { createHash } from 'node:crypto';
import { type ChangeItem, canonicalJson, type Page } from '@causeway/data-model';
import type { Listings, Products } from './ports.js';
import type { CatalogueProduct } from './product.js';

/**
 * A page of all products by id, each with the hash of its state, for whoever keeps a copy and wants to compare.
 *
 * @param since leaves out products made before this time: their ids begin with the time they were made at
 */
export async function listChanges(
  ports: { listings: Listings; products: Products },
  { after, limit, since }: { after: string | null; limit: number; since?: string | undefined },
): Promise<Page<ChangeItem>> {
  const from = after ?? (since === undefined ? null : firstIdOf(since));
  const ids = await ports.listings.idsAfter(from, limit);
  const entries = await ports.products.findMany(ids);
  const items = ids.flatMap((id): ChangeItem[] => {
    const product = entries.get(id)?.product;
    return product === undefined ? [] : [changeItemOf(product)];
  });
  return { items, nextCursor: ids.length === limit ? (ids.at(-1) ?? null) : null };
}

/** Those of these products that are or were in the catalogue, as they are now. */
export async function changesOf(products: Products, ids: readonly string[]): Promise<Page<ChangeItem>> {
  const records = await products.recordsOf(ids);
  const items = records.map(({ product, deleted }) => ({ ...changeItemOf(product), ...(deleted ? { deleted } : {}) }));
  return { items, nextCursor: null };
}

function changeItemOf(product: CatalogueProduct): ChangeItem {
  const hash = createHash('sha256').update(canonicalJson(product)).digest('hex');
  return { kind: 'product', id: product.id, version: product.version, hash, data: product };
}

/** Not after any UUIDv7 made from then on (RFC 9562, section 5.7). */
function firstIdOf(time: string): string {
  const ms = Date.parse(time).toString(16).padStart(12, '0');
  return `${ms.slice(0, 8)}-${ms.slice(8)}-7000-8000-000000000000`;
}
