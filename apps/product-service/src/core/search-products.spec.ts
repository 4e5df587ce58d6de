import { aProduct } from '@causeway/testing';
import type { List, ListQuery } from './listing.js';
import { type CatalogueEntry, newStock } from './product.js';
import { SearchProducts } from './search-products.js';

const entryOf = (n: number): CatalogueEntry => {
  const id = `019aa000-0000-7000-8000-${String(n).padStart(12, '0')}`;
  const { available: _, ...product } = aProduct({ id });
  return { product: { ...product, version: 1 }, stock: newStock(id, 0) };
};

/** Lists of the same products, said to be as long as given; each read is noted. */
function shelves(count: number, lengths: Partial<Record<List, number>> = {}) {
  const entries = Array.from({ length: count }, (_, n) => entryOf(n));
  const reads: ListQuery[] = [];
  const search = new SearchProducts({
    listings: {
      sizes: async (lists, cap) => lists.map((list) => Math.min(lengths[list] ?? 0, cap)),
      read: async (query) => {
        reads.push(query);
        const start = query.after === null ? 0 : Number(query.after.key) + 1;
        const found = entries.slice(start, start + query.limit).map(({ product: { id } }, n) => ({
          id,
          position: { key: String(start + n), id },
        }));
        const last = found.at(-1)?.position ?? null;
        return { found, next: start + query.limit < count ? last : null };
      },
      idsAfter: async () => [],
      categories: async () => new Map(),
    },
    products: {
      find: async () => undefined,
      findMany: async (ids) => {
        const wanted = new Set(ids);
        return new Map(entries.flatMap((entry) => (wanted.has(entry.product.id) ? [[entry.product.id, entry]] : [])));
      },
      recordsOf: async () => [],
      idOfSku: async () => undefined,
      add: async () => false,
      replace: async () => false,
      remove: async () => false,
    },
  });
  return { search, reads };
}

const any = { sort: 'name', limit: 20 } as const;

describe('a search', () => {
  it('reads the rarest of the lists its products must stand in, and filters by the others', async () => {
    const { search, reads } = shelves(3, { 'word/lamp': 150, 'word/brass': 40, 'category/lighting': 5000 });
    await search.execute({ ...any, q: 'Brass lamp', category: 'lighting' }, null);
    expect(reads).toMatchObject([{ list: 'word/brass', words: ['lamp'], category: 'lighting' }]);
  });

  it('stays in the list it began with, whatever has become rarer since', async () => {
    const { search, reads } = shelves(3, { 'word/lamp': 150, 'word/brass': 40 });
    const from = { list: 'word/lamp', after: { key: '0', id: 'x' } } as const;
    await search.execute({ ...any, q: 'brass lamp' }, from);
    expect(reads).toMatchObject([{ list: 'word/lamp', words: ['brass'], after: { key: '0' } }]);
  });

  it('gives a cursor exactly when something is left', async () => {
    const full = await shelves(20).search.execute(any, null);
    expect(full).toMatchObject({ next: null, items: { length: 20 } });
    const more = await shelves(21).search.execute(any, null);
    expect(more).toMatchObject({ next: { list: 'all', after: { key: '19' } }, items: { length: 20 } });
  });

  it('ends with a cursor when nothing matches among very many', async () => {
    const { search, reads } = shelves(50_000);
    const page = await search.execute({ ...any, inStock: true }, null);
    expect(page.items).toEqual([]);
    expect(page.next).not.toBeNull();
    expect(reads.reduce((sum, { limit }) => sum + limit, 0)).toBeLessThan(10_500);
  });
});
