import type { Product, ProductQuery } from '@causeway/data-model';
import type { List, ListingPosition, ListQuery } from './listing.js';
import type { Listings, Products } from './ports.js';
import { type CatalogueEntry, shown } from './product.js';
import { wordsOf } from './search-words.js';

/** Where a search goes on: in the list it began with, after the last product it showed. */
export type SearchPosition = { list: List; after: ListingPosition };

export type SearchPage = { items: Product[]; next: SearchPosition | null };

/** Beyond this many, a list is not rare, and counting on would cost more than it saves. */
const rare = 200;
/** Of a search's words, how many lists are looked at to find the rarest. */
const mostLists = 8;
const largestRead = 400;
/** How many products one request examines before it answers with what it found and a cursor. */
const mostExamined = 10_000;

/** Finds products: reads the rarest list that must contain them and leaves out what does not match the rest. */
export class SearchProducts {
  readonly #listings: Listings;
  readonly #products: Products;

  constructor(ports: { listings: Listings; products: Products }) {
    this.#listings = ports.listings;
    this.#products = ports.products;
  }

  /** @param from where the page before ended; its search must have been the same */
  async execute(search: Omit<ProductQuery, 'cursor'>, from: SearchPosition | null): Promise<SearchPage> {
    const words = search.q === undefined ? [] : wordsOf(search.q);
    if (matchesNothing(search, words)) return { items: [], next: null };
    const list = from?.list ?? (await this.#rarest(listsWith(search.category, words)));
    const query = {
      list,
      sort: search.sort,
      category: list === `category/${search.category}` ? undefined : search.category,
      words: words.filter((word) => list !== `word/${word}`),
      minPrice: search.minPrice,
      maxPrice: search.maxPrice,
    };
    return this.#fill(query, search, from?.after ?? null);
  }

  async #rarest(lists: [List, ...List[]]): Promise<List> {
    if (lists.length === 1) return lists[0];
    const sizes = await this.#listings.sizes(lists, rare);
    const smallest = sizes.indexOf(Math.min(...sizes));
    return lists[smallest] ?? lists[0];
  }

  /** One product more than the page holds tells whether there is a next page. */
  async #fill(
    query: Omit<ListQuery, 'after' | 'limit'>,
    { limit, inStock }: { limit: number; inStock?: boolean | undefined },
    start: ListingPosition | null,
  ): Promise<SearchPage> {
    const found: { entry: CatalogueEntry; position: ListingPosition }[] = [];
    let after = start;
    let size = limit + 1;
    for (let examined = 0; found.length <= limit; examined += size, size = Math.min(size * 2, largestRead)) {
      if (examined >= mostExamined && after !== null) {
        return { items: found.map(({ entry }) => shown(entry)), next: { list: query.list, after } };
      }
      const page = await this.#listings.read({ ...query, after, limit: size });
      for (let rest = page.found; rest.length > 0 && found.length <= limit; ) {
        const taken = rest.slice(0, limit + 1 - found.length);
        rest = rest.slice(taken.length);
        const entries = await this.#products.findMany(taken.map(({ id }) => id));
        for (const { id, position } of taken) {
          const entry = entries.get(id);
          // A list may be a moment behind the product itself, which is then gone.
          if (entry === undefined || (inStock !== undefined && inStock !== entry.stock.left > 0)) continue;
          found.push({ entry, position });
        }
      }
      after = page.next;
      if (after === null) break;
    }
    const last = found.length > limit ? found[limit - 1] : undefined;
    return {
      items: found.slice(0, limit).map(({ entry }) => shown(entry)),
      next: last === undefined ? null : { list: query.list, after: last.position },
    };
  }
}

/** Every product that matches stands in each of these. */
function listsWith(category: string | undefined, words: readonly string[]): [List, ...List[]] {
  const [first, ...others] = [
    ...(category === undefined ? [] : [`category/${category}` as const]),
    ...words.map((word): List => `word/${word}`),
  ].slice(0, mostLists);
  return first === undefined ? ['all'] : [first, ...others];
}

/** A search for signs only, or for a price above its own limit. */
const matchesNothing = ({ q, minPrice, maxPrice }: Omit<ProductQuery, 'cursor'>, words: readonly string[]): boolean =>
  (q !== undefined && words.length === 0) || (minPrice ?? 0) > (maxPrice ?? Number.POSITIVE_INFINITY);
