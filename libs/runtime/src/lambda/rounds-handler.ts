import type { Context } from 'aws-lambda';
import { type Round, takeTurn } from '../rounds.js';
import type { Lambda } from './open.js';

/** What of an invocation's time is kept for its end, in milliseconds. */
const endMs = 2000;

/**
 * The handler of a schedule: one turn of every round, side by side, each told to end before the invocation's time is over.
 *
 * @throws Error when one of them failed, after the others have ended
 */
export const roundsHandler =
  ({ app, settle }: Lambda, rounds: readonly Round[]) =>
  async (_event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<void> => {
    const leftMs = Math.max(1, context.getRemainingTimeInMillis() - endMs);
    const end = AbortSignal.timeout(leftMs);
    const late = new Promise<never>((_, reject) =>
      end.addEventListener('abort', () => reject(new Error('It had no time left.')), { once: true }),
    );
    const outcomes = await Promise.allSettled(
      rounds.map((round) => Promise.race([takeTurn(round, app, end, leftMs), late])),
    );
    await settle();
    const failed = rounds.filter((_, index) => outcomes[index]?.status === 'rejected').map(({ name }) => name);
    if (failed.length > 0)
      throw new Error(`These rounds failed, and are taken again by the next schedule: ${failed.join(', ')}.`);
  };
