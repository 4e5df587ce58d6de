import { setTimeout as pause } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Round, takeTurn } from './round.js';

/** How long a turn that is under way is waited for at the end, in milliseconds; what it leaves is done by the next process. */
const drainMs = 2000;

/**
 * Does each round again and again while the process lives: the next turn begins when the last has ended, jittered by a
 * fifth, so that several processes take turns.
 */
export function startRounds(app: NestFastifyApplication, rounds: readonly Round[]): { stop(): Promise<void> } {
  const end = new AbortController();
  const running = Promise.all(rounds.map((round) => repeat(round, app, end.signal)));
  return {
    /** Begins no turn any more and waits for those under way, 2 s at most. */
    async stop() {
      end.abort();
      await Promise.race([running, pause(drainMs, undefined, { ref: false })]);
    },
  };
}

async function repeat(round: Round, app: NestFastifyApplication, end: AbortSignal): Promise<void> {
  while (!end.aborted) {
    const waitMs = round.everyMs * (0.8 + 0.4 * Math.random());
    await pause(waitMs, undefined, { signal: end, ref: false }).catch(() => undefined);
    // A turn that fails has said so.
    if (!end.aborted) await takeTurn(round, app, end).catch(() => undefined);
  }
  if (round.lastTurn === true) await takeTurn(round, app, end).catch(() => undefined);
}
