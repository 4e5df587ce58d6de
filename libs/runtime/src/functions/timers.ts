import { app as functions } from '@azure/functions';
import { doorEnv, readEnv } from '../env.js';
import { type Round, takeTurn } from '../rounds.js';
import type { OpenFunctions } from './open.js';
import { scheduleOf } from './schedule.js';

/** A turn may take so long, in milliseconds; Functions begins the next only when it has ended. */
const turnMs = 240_000;

/** Registers a timer for each round; of several instances of the app one takes the turn. */
export function registerTimers(rounds: readonly Round[], opened: OpenFunctions): void {
  const { TIMER_LEAST_MS: leastMs } = readEnv(doorEnv.pick({ TIMER_LEAST_MS: true }));
  for (const round of rounds) {
    functions.timer(round.name, {
      schedule: scheduleOf(Math.max(round.everyMs, leastMs)),
      handler: async () => takeTurn(round, await opened(), AbortSignal.timeout(turnMs), turnMs),
    });
  }
}
