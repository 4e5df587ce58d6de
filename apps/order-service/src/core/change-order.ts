import { unavailable } from '@causeway/data-model';
import type { OrderRecord, Story } from './order.js';
import type { Orders } from './ports.js';

const maxTries = 8;

/**
 * Reads an order, decides and writes; when it has changed in between, once more. `decide` is given undefined where no
 * order stands, and its own kind of answer is passed on without writing.
 *
 * @throws DomainError `unavailable` when others keep changing it
 */
export async function changeOrder<T>(
  orders: Orders,
  id: string,
  decide: (record: OrderRecord | undefined) => Story | { instead: T },
  eventId?: string,
): Promise<{ record: OrderRecord } | { instead: T }> {
  for (let tries = 1; tries <= maxTries; tries += 1) {
    const decision = decide(await orders.find(id));
    if ('instead' in decision) return decision;
    const outcome = await orders.save(decision, eventId);
    if (outcome !== 'stale') return { record: decision };
  }
  throw unavailable(`Order ${id} is being changed by too many at once.`);
}
