import type { MicroserviceOptions } from '@nestjs/microservices';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type HttpDoor, openHttp } from './app.js';
import { type Readiness, reportHealth } from './health.js';

/** What every door of a service needs to know of it. */
export type Service = HttpDoor & {
  cloud: 'aws' | 'azure';
  /** What must answer before traffic makes sense, by name. */
  ready?: (app: NestFastifyApplication) => Readiness;
  /** Runs once the application exists and before anything comes in: guards, for instance. */
  prepare?: readonly ((app: NestFastifyApplication) => unknown)[];
  /** The event sides: who hands events to the handlers, and who listens. */
  events?: (app: NestFastifyApplication) => readonly MicroserviceOptions[];
};

/** The service's application, the same behind every door: prepared, with its event sides started, and not yet listening. */
export async function openService(service: Service): Promise<NestFastifyApplication> {
  const app = await openHttp(service);
  try {
    for (const step of service.prepare ?? []) await step(app);
    reportHealth(app, service.ready?.(app) ?? {});
    for (const side of service.events?.(app) ?? []) app.connectMicroservice(side, { inheritAppConfig: true });
    await app.startAllMicroservices();
    return app;
  } catch (error) {
    // Where the process lives on, as under Functions, nothing of a failed opening may.
    await app.close().catch(() => undefined);
    throw error;
  }
}

/** The application of a door that hands it requests itself, such as a function: ready, and listening nowhere. */
export async function openUnheard(service: Service): Promise<NestFastifyApplication> {
  const app = await openService(service);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}
