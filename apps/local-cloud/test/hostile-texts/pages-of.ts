import { listOf } from '@causeway/data-model';
import type * as z from 'zod';
import { ask } from '../system/api.js';
import type { Shop } from '../system/shop.js';

/**
 * Everything in a list, page after page.
 *
 * @param path with what comes before `limit`, such as `/v1/products?category=lighting&`
 */
export async function pagesOf<T>(shop: Shop, path: string, item: z.ZodType<T>, as?: string): Promise<T[]> {
  const all: T[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query: string = cursor === '' ? 'limit=100' : `limit=100&cursor=${cursor}`;
    const page: { items: T[]; nextCursor: string | null } = (await ask(shop.url, `GET ${path}${query}`, { as })).read(
      listOf(item),
    );
    all.push(...page.items);
    cursor = page.nextCursor;
  }
  return all;
}
