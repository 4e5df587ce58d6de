import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { openUnheard, type Service } from '../http/service.js';
import { sendTelemetry, startTelemetry } from '../telemetry.js';
import { within } from '../within.js';

/** How long the end of an invocation waits for what was begun beside it, and for its telemetry, in milliseconds each. */
const goodbyeMs = 500;

export type LambdaDoor = Service & {
  /** What was begun in the background and has to have ended before the environment is frozen. */
  settled?: (app: NestFastifyApplication) => Promise<unknown>;
};

/** A service in an execution environment of AWS Lambda. */
export type Lambda = {
  app: NestFastifyApplication;
  /**
   * To be awaited before an invocation ends: the environment may be frozen right then, for an hour or for ever. What takes
   * too long goes on when the next invocation thaws it.
   */
  settle(): Promise<void>;
};

/**
 * Opens a service for Lambda, once, while the function initialises: the same application as `serve` opens, which listens
 * nowhere.
 *
 * @throws what stood in the way; Lambda then initialises anew at the next invocation
 */
export async function openLambda(door: LambdaDoor): Promise<Lambda> {
  startTelemetry(door);
  const app = await openUnheard(door);
  return {
    app,
    async settle() {
      if (door.settled !== undefined) await within(goodbyeMs, door.settled(app));
      await sendTelemetry(goodbyeMs);
    },
  };
}
