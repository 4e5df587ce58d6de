import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { withDeadline } from '../outgoing.js';
import { log } from '../telemetry.js';

/** Work that is done again and again, whatever the door: in a loop, by a schedule or by a timer. */
export type Round = {
  /** Its name, and its timer's in the cloud: small letters and hyphens, such as `sweep-outbox`. */
  name: string;
  /** Milliseconds between two turns, about. */
  everyMs: number;
  /** What the log says when a turn fails. */
  failed: string;
  /** One turn; what it leaves undone when it is told to `end`, the next one does. */
  work: (app: NestFastifyApplication, end: AbortSignal) => Promise<unknown>;
  /** Whether a process that ends in order takes one more turn. */
  lastTurn?: boolean;
  /** How long the calls of a turn may take in all, in milliseconds; as long as they like without. */
  budgetMs?: number;
};

/**
 * One turn of a round.
 *
 * @param withinMs what the door leaves it, in milliseconds
 * @throws what the work threw, when that is in the log
 */
export async function takeTurn(
  round: Round,
  app: NestFastifyApplication,
  end: AbortSignal,
  withinMs = Number.POSITIVE_INFINITY,
): Promise<void> {
  const budgetMs = Math.min(round.budgetMs ?? Number.POSITIVE_INFINITY, withinMs);
  try {
    await withDeadline(budgetMs, () => round.work(app, end));
  } catch (error) {
    if (!end.aborted) log.error({ err: error, round: round.name }, round.failed);
    throw error;
  }
}
