import { setTimeout as pause } from 'node:timers/promises';
import { unavailable } from '@causeway/data-model';

const tries = 10;
const budgetMs = 3000;

/**
 * Runs `run` until it does not fail for a reason worth another try: at most 10 times within 3 s, with a pause that doubles
 * from 40 ms to 1 s, of which a random part is waited, so that two that collided do not collide again.
 *
 * @throws DomainError `unavailable` when every try failed for such a reason; anything else as it is
 */
export async function retrying<T>(isWorthwhile: (error: unknown) => boolean, run: () => Promise<T>): Promise<T> {
  const started = performance.now();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (!isWorthwhile(error)) throw error;
      const waitMs = Math.random() * Math.min(1000, 20 * 2 ** attempt);
      const late = performance.now() - started + waitMs > budgetMs;
      if (attempt === tries || late) throw unavailable('The database was busy or away.', error);
      await pause(waitMs);
    }
  }
}
