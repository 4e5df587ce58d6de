import { unavailable } from '@causeway/data-model';
import type { OrderRecord, Story } from './order.js';
import type { Arrival, Orders } from './ports.js';

const maxTries = 8;

type Decision<T> = Story | { instead: T };

/**
 * Reads an order, decides and writes; when it has changed in between, once more. `decide` is given undefined where no
 * order stands, and its own kind of answer is passed on without writing.
 *
 * @param news the event that brought it, and the answer when another one has had its effect under that event's id
 * @throws DomainError `unavailable` when others keep changing it
 */
export async function changeOrder<T>(
  orders: Orders,
  id: string,
  decide: (record: OrderRecord | undefined) => Decision<T> | Promise<Decision<T>>,
  news?: { arrival: Arrival; contradicted: T },
): Promise<{ record: OrderRecord } | { instead: T }> {
  for (let tries = 1; tries <= maxTries; tries += 1) {
    const decision = await decide(await orders.find(id));
    if ('instead' in decision) return decision;
    const outcome = await orders.save(decision, news?.arrival);
    if (outcome === 'contradicted' && news !== undefined) return { instead: news.contradicted };
    if (outcome !== 'stale') return { record: decision };
  }
  throw unavailable(`Order ${id} is being changed by too many at once.`);
}
