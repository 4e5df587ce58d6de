import type { Category } from '@causeway/data-model';
import type { Listings } from './ports.js';

/** The categories that have products, by id, with their numbers; `next` is the id after which there are more. */
export async function listCategories(
  listings: Listings,
  { limit, after }: { limit: number; after: string },
): Promise<{ items: Category[]; next: string | null }> {
  const categories = await listings.categories();
  const rest = [...categories]
    .filter(([id, products]) => products > 0 && id > after)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, products]) => ({ id, name: displayName(id), products }));
  const items = rest.slice(0, limit);
  return { items, next: rest.length > limit ? (items.at(-1)?.id ?? null) : null };
}

/** `garden-tools` reads "Garden tools". */
const displayName = (id: string): string => {
  const words = id.replaceAll('-', ' ').trim();
  return words === '' ? id : words.charAt(0).toUpperCase() + words.slice(1);
};
