import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Round, startRounds } from '../rounds.js';
import { flushTelemetry, log, startTelemetry } from '../telemetry.js';
import { openService, type Service } from './service.js';

export type Door = Service & {
  host: string;
  port: number;
  /** What is done again and again while the process lives. */
  rounds?: readonly Round[];
};

/**
 * Opens a service's door as a server and keeps it open until SIGTERM, SIGINT or the loss of the parent process; then it
 * drains and ends with 0. A failure to start is one line on standard error and exit code 1.
 */
export async function serve(door: Door): Promise<void> {
  startTelemetry(door);
  try {
    const app = await openService(door);
    await app.listen(door.port, door.host);
    endWell(app, startRounds(app, door.rounds ?? []));
    const address = app.getHttpServer().address();
    const port = typeof address === 'object' && address !== null ? address.port : door.port;
    log.info({ port }, 'listening');
    process.send?.({ type: 'listening', port });
  } catch (error) {
    log.fatal(
      { err: error },
      `${door.service} could not start: ${error instanceof Error ? error.message : String(error)}`,
    );
    process.exit(1);
  }
}

function endWell(app: NestFastifyApplication, rounds: { stop(): Promise<void> }): void {
  let ending = false;
  const end = async (withinMs: number, leave: () => void) => {
    if (ending) return;
    ending = true;
    // A handler that hangs must not keep the process: what it leaves is redelivered.
    setTimeout(leave, withinMs).unref();
    await rounds.stop();
    await app.close().catch((error: unknown) => log.error({ err: error }, 'the application did not close cleanly'));
    await flushTelemetry();
    leave();
  };
  const exit = () => process.exit(0);
  process.once('SIGTERM', () => end(4500, exit));
  process.once('SIGINT', () => end(4500, exit));
  // With a supervisor that was killed the engines end too: there is nothing left to drain into, and an orderly exit would
  // first write the compile cache, which can take seconds.
  process.once('disconnect', () => end(1500, () => process.kill(process.pid, 'SIGKILL')));
}
