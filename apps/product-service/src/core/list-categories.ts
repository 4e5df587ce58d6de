import type { Category } from '@causeway/data-model';
import type { Listings } from './ports.js';

/** The categories that have products, by id, with their numbers. */
export async function listCategories(listings: Listings): Promise<Category[]> {
  const categories = await listings.categories();
  return [...categories]
    .filter(([, products]) => products > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, products]) => ({ id, name: displayName(id), products }));
}

/** `garden-tools` reads "Garden tools". */
const displayName = (id: string): string => {
  const words = id.replaceAll('-', ' ').trim();
  return words === '' ? id : words.charAt(0).toUpperCase() + words.slice(1);
};
