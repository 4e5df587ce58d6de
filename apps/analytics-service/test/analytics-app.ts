import { guardRoutes } from '@causeway/auth/nest';
import type { CloudEvent, Role } from '@causeway/data-model';
import { type BlobEngine, testDatabase } from '@causeway/engines';
import { EventHandlers, ServiceBus } from '@causeway/messaging/service-bus';
import { readEnv } from '@causeway/runtime/env';
import { openHttp } from '@causeway/runtime/http';
import { startRounds } from '@causeway/runtime/rounds';
import { startTelemetry } from '@causeway/runtime/telemetry';
import type { Emulator } from '@causeway/service-bus-emulator';
import { openSql } from '@causeway/stores/sql';
import { startTokenIssuer } from '@causeway/testing';
import type { Kysely } from 'kysely';
import request from 'supertest';
import type { ProjectionTables } from '../src/adapters/projection-tables.js';
import { AppModule, listening, rounds, settings } from '../src/app.module.js';
import { ReconcileSources } from '../src/core/reconcile-sources.js';
import { startSources } from './sources-stand-in.js';

/**
 * analytics-service with sources of its own.
 *
 * @param broker delivers events; without one they are handed over by `deliver`
 * @param blob keeps its files, where a test makes it write any
 */
export async function startAnalytics(broker?: Emulator, blob?: BlobEngine) {
  startTelemetry({ service: 'analytics-service', cloud: 'azure' });
  const database = await testDatabase();
  const [issuer, sources] = await Promise.all([startTokenIssuer(), startSources()]);
  const config = readEnv(settings, {
    PORT: '0',
    PUBLIC_URL: issuer.issuer,
    IDENTITY_URL: issuer.url,
    SERVICE_API_KEY: issuer.apiKey('analytics-service'),
    SQL_URL: database.url,
    SERVICE_BUS_CONNECTION_STRING: broker?.connectionString ?? 'replaced below',
    AZURE_STORAGE_CONNECTION_STRING: blob?.connectionString ?? 'UseDevelopmentStorage=true',
    ORDER_URL: sources.url('order'),
    PAYMENT_URL: sources.url('payment'),
    PRODUCT_URL: sources.url('product'),
    REPORT_CURRENCY: 'SEK',
    RECONCILE_MS: '1000',
  });
  const module = AppModule.with(config);
  if (broker === undefined) module.providers?.push({ provide: ServiceBus, useValue: {} });
  const app = await openHttp({ module, service: 'analytics-service' });
  guardRoutes(app);
  const handlers = new EventHandlers();
  for (const side of broker === undefined ? [{ strategy: handlers }] : listening(app))
    app.connectMicroservice(side, { inheritAppConfig: true });
  await app.startAllMicroservices();
  await app.listen(0, '127.0.0.1');
  const store = openSql<ProjectionTables>(config.SQL_URL);
  const http = () => request(app.getHttpServer());
  let loops = { stop: async () => {} };
  const close = async () => {
    await loops.stop();
    await app.close();
  };

  return {
    sources,
    issuer,
    /** The service's database, seen from outside. */
    db: store.db as Kysely<ProjectionTables>, // which it is; tests plant what nobody should write
    store,
    http,
    /** What was noted in the audit trail. */
    audited: issuer.audited,
    /** Hands events over as Service Bus would. */
    deliver: async (...told: CloudEvent[]) => {
      for (const event of told) await handlers.receive(structuredClone(event), 'any/analytics-service');
    },
    /** Asks with the token of somebody in this role. */
    get: (path: string, role: Role = 'analyst') =>
      http()
        .get(path)
        .set('authorization', `Bearer ${issuer.userToken({ roles: [role] })}`),
    /** Compares with the sources once. */
    reconcile: async () => {
      const report = (await app.get(ReconcileSources).execute())?.report;
      if (report === undefined) throw new Error('The whole was not compared.');
      return report;
    },
    /** One round, whatever it compares. */
    round: (end?: AbortSignal) => app.get(ReconcileSources).execute(end),
    /** Compares with the sources again and again. */
    startRounds: () => {
      loops = startRounds(
        app,
        rounds(config).filter(({ name }) => name === 'reconcile'),
      );
    },
    /** Ends the service as SIGTERM does; `stop` does so too. */
    close,
    stop: async () => {
      await close();
      await store.close();
      await Promise.all([sources.stop(), issuer.stop()]);
      await database.release();
    },
  };
}

export type AnalyticsApp = Awaited<ReturnType<typeof startAnalytics>>;
