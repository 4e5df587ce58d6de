import type { Process } from './processes.js';
import type { World } from './world.js';

/**
 * Support looks at the provider's own pages and closes what is open there: what was charged was captured, what is closed
 * was cancelled. While the bank is at work nothing is decided. Answers how many were decided.
 */
export async function decideReviews(world: World, { resolve }: Process): Promise<number> {
  let decided = 0;
  for (const { id, status, intentId } of world.payments.all()) {
    if (status !== 'manual_review') continue;
    const fate = intentId === null ? 'cancelled' : world.provider.close(intentId);
    if (fate === 'processing') continue;
    await resolve.resolve(id, { outcome: fate === 'succeeded' ? 'captured' : 'cancelled', note: 'looked' }, 'sue');
    decided += 1;
  }
  return decided;
}
