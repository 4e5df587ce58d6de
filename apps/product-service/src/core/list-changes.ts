import { createHash } from 'node:crypto';
import { type ChangeItem, canonicalJson, type Page } from '@causeway/data-model';
import type { Listings, Products } from './ports.js';

/** A page of all products by id, each with the hash of its state, for whoever keeps a copy and wants to compare. */
export async function listChanges(
  ports: { listings: Listings; products: Products },
  after: string | null,
  limit: number,
): Promise<Page<ChangeItem>> {
  const ids = await ports.listings.idsAfter(after, limit);
  const entries = await ports.products.findMany(ids);
  const items = ids.flatMap((id): ChangeItem[] => {
    const product = entries.get(id)?.product;
    if (product === undefined) return [];
    const hash = createHash('sha256').update(canonicalJson(product)).digest('hex');
    return [{ kind: 'product', id, version: product.version, hash, data: product }];
  });
  return { items, nextCursor: ids.length === limit ? (ids.at(-1) ?? null) : null };
}
