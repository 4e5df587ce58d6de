import type { MicroserviceOptions } from '@nestjs/microservices';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { flushTelemetry, log, startTelemetry } from '../telemetry.js';
import { type HttpDoor, openHttp } from './app.js';
import { type Readiness, reportHealth } from './health.js';

export type Door = HttpDoor & {
  cloud: 'aws' | 'azure';
  host: string;
  port: number;
  /** What must answer before traffic makes sense, by name. */
  ready?: (app: NestFastifyApplication) => Readiness;
  /** Runs once the application exists and before it listens: guards, Service Bus. */
  prepare?: ((app: NestFastifyApplication) => void | Promise<void>)[];
  /** The event side, when the service listens to Service Bus itself. */
  events?: (app: NestFastifyApplication) => MicroserviceOptions;
};

/**
 * Opens a service's door as a server and keeps it open until SIGTERM, SIGINT or the loss of the parent process; then it
 * drains and ends with 0. A failure to start is one line on standard error and exit code 1.
 */
export async function serve(door: Door): Promise<void> {
  startTelemetry(door);
  try {
    const app = await openHttp(door);
    for (const step of door.prepare ?? []) await step(app);
    reportHealth(app, door.ready?.(app) ?? {});
    if (door.events !== undefined) app.connectMicroservice(door.events(app), { inheritAppConfig: true });
    await app.startAllMicroservices();
    await app.listen(door.port, door.host);
    endWell(app);
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

function endWell(app: NestFastifyApplication): void {
  let ending = false;
  const end = async (withinMs: number, leave: () => void) => {
    if (ending) return;
    ending = true;
    // A handler that hangs must not keep the process: what it leaves is redelivered.
    setTimeout(leave, withinMs).unref();
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
