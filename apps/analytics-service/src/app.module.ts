import { type AuditTrail, authEnv, createServiceTokens, httpErasures, type ServiceTokens } from '@causeway/auth';
import { AUDIT_TRAIL, AuthModule, SERVICE_TOKENS } from '@causeway/auth/nest';
import type { InboxTables } from '@causeway/messaging/inbox';
import { EventHandlers, ServiceBus, serviceBusEnv, serviceBusOptions } from '@causeway/messaging/service-bus';
import { doorEnv, readEnv } from '@causeway/runtime/env';
import type { Round } from '@causeway/runtime/rounds';
import { Archiver, restoreFromArchive } from '@causeway/stores/archive';
import { type Blobs, blobEnv, openBlob } from '@causeway/stores/blob';
import { migrate, openSql, type SqlStore, sqlEnv } from '@causeway/stores/sql';
import { type DynamicModule, type INestApplication, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import * as z from 'zod';
import { httpSources, sourcesEnv } from './adapters/http-sources.js';
import { archiveEverything, RestoreProjection } from './adapters/projection-archive.js';
import { type ProjectionTables, projectionMigrations } from './adapters/projection-tables.js';
import { SqlCopy } from './adapters/sql-copy.js';
import { SqlCustomers } from './adapters/sql-customers.js';
import { SqlNextGeneration } from './adapters/sql-next-generation.js';
import { SqlProjection } from './adapters/sql-projection.js';
import { SqlReconciliations } from './adapters/sql-reconciliations.js';
import { SqlReports } from './adapters/sql-reports.js';
import { AccountEventsController } from './api/account-events.controller.js';
import { AnalyticsController } from './api/analytics.controller.js';
import { EventsController } from './api/events.controller.js';
import { PeopleController } from './api/people.controller.js';
import { rebuildOn } from './api/rebuild-command.js';
import { reconcile } from './api/reconcile.js';
import { reportOf } from './api/restore-report.js';
import { CLOCK, CUSTOMERS, PROJECTION } from './api/tokens.js';
import { ForgetCustomer } from './core/forget-customer.js';
import type { Clock } from './core/ports.js';
import { Rank } from './core/rank.js';
import { RebuildProjection } from './core/rebuild-projection.js';
import { ReconcileSources } from './core/reconcile-sources.js';
import { ReportSales } from './core/report-sales.js';
import { ReportSync } from './core/report-sync.js';

const rebuildEnv = z.object({
  REBUILD_LEASE_MS: z.coerce.number().int().min(1000).default(15_000).meta({
    description: 'Milliseconds after which another rebuild goes on where one stopped that has not kept its progress.',
  }),
});

/** Everything analytics-service can be told by its environment. */
export const settings = doorEnv.extend({
  ...authEnv.shape,
  ...sqlEnv.shape,
  ...serviceBusEnv.shape,
  ...sourcesEnv.shape,
  ...blobEnv.shape,
  ...rebuildEnv.shape,
  REPORT_CURRENCY: z
    .string()
    .length(3)
    .default('EUR')
    .meta({ description: 'The currency of reports while nothing was sold.' }),
  RECONCILE_MS: z.coerce
    .number()
    .int()
    .min(1000)
    .default(20_000)
    .meta({ description: 'Milliseconds between comparisons with the sources, jittered by a fifth.' }),
  RECONCILE_LEASE_MS: z.coerce.number().int().min(1000).default(30_000).meta({
    description: 'Milliseconds after which another process goes on where one stopped in the middle of a comparison.',
  }),
  PROJECTION_BACKUP_MS: z.coerce
    .number()
    .int()
    .min(100)
    .default(2000)
    .meta({ description: 'Milliseconds between two looks for changes of the projection that are to be archived.' }),
});
export type Settings = z.infer<typeof settings>;

/** What a restore needs to know of that. */
export const restoreSettings = z.object({ ...sqlEnv.shape, ...blobEnv.shape });

/** What a rebuild needs to know of that. */
export const rebuildSettings = z.object({
  ...authEnv.shape,
  ...sqlEnv.shape,
  ...sourcesEnv.shape,
  ...rebuildEnv.shape,
});

type Tables = ProjectionTables & InboxTables;

const STORE = Symbol('the SQL store');
const BLOBS = Symbol('blobs');
const REPORTS = Symbol('reports');
const RECONCILIATIONS = Symbol('reconciliations');
const ARCHIVER = Symbol('archiver');

const systemClock: Clock = { now: () => new Date() };

@Module({})
export class AppModule implements OnApplicationShutdown {
  readonly #store: SqlStore<Tables>;

  constructor(@Inject(STORE) store: SqlStore<Tables>) {
    this.#store = store;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#store.close();
  }

  static with(config: Settings): DynamicModule {
    return {
      module: AppModule,
      imports: [
        AuthModule.with({
          identityUrl: config.IDENTITY_URL,
          issuer: config.PUBLIC_URL,
          audience: 'analytics-service',
          apiKey: config.SERVICE_API_KEY,
        }),
      ],
      controllers: [AnalyticsController, EventsController, AccountEventsController, PeopleController],
      providers: [
        EventHandlers,
        { provide: STORE, useFactory: () => openStore(config.SQL_URL) },
        {
          provide: ServiceBus,
          useFactory: () => new ServiceBus(config.SERVICE_BUS_CONNECTION_STRING, config.REDELIVERY_MAX_DELAY_MS),
        },
        { provide: CLOCK, useValue: systemClock },
        { provide: PROJECTION, inject: [STORE], useFactory: (store: SqlStore<Tables>) => new SqlProjection(store) },
        { provide: BLOBS, useFactory: () => openBlob(config.AZURE_STORAGE_CONNECTION_STRING) },
        {
          provide: CUSTOMERS,
          inject: [STORE, BLOBS],
          useFactory: (store: SqlStore<ProjectionTables>, blobs: Blobs) => new SqlCustomers(store, blobs),
        },
        {
          provide: ForgetCustomer,
          inject: [CUSTOMERS, SERVICE_TOKENS],
          useFactory: (customers: SqlCustomers, tokens: ServiceTokens) =>
            new ForgetCustomer({ accounts: httpErasures(config.IDENTITY_URL, tokens), customers, clock: systemClock }),
        },
        // The reports read the projection's tables, which are among the store's.
        { provide: REPORTS, inject: [STORE], useFactory: (store: SqlStore<ProjectionTables>) => new SqlReports(store) },
        {
          provide: ReportSales,
          inject: [REPORTS],
          useFactory: (reports: SqlReports) => new ReportSales(reports, config.REPORT_CURRENCY),
        },
        {
          provide: Rank,
          inject: [REPORTS],
          useFactory: (reports: SqlReports) => new Rank(reports, config.REPORT_CURRENCY),
        },
        {
          provide: RECONCILIATIONS,
          inject: [STORE],
          useFactory: (store: SqlStore<ProjectionTables>) => new SqlReconciliations(store, config.RECONCILE_LEASE_MS),
        },
        {
          provide: ReportSync,
          inject: [REPORTS, RECONCILIATIONS],
          useFactory: (reports: SqlReports, reconciliations: SqlReconciliations) =>
            new ReportSync(reports, reconciliations),
        },
        {
          provide: ReconcileSources,
          inject: [STORE, RECONCILIATIONS, SERVICE_TOKENS],
          useFactory: (store: SqlStore<ProjectionTables>, reconciliations: SqlReconciliations, tokens: ServiceTokens) =>
            new ReconcileSources({
              sources: httpSources(config, tokens),
              copy: new SqlCopy(store),
              reconciliations,
              clock: systemClock,
            }),
        },
        {
          provide: ARCHIVER,
          inject: [STORE, BLOBS],
          useFactory: (store: SqlStore<ProjectionTables>, blobs: Blobs) =>
            new Archiver({
              what: 'projection',
              store,
              blobs,
              all: () => archiveEverything(store),
              unpublishedSince: async () => null,
            }),
        },
      ],
    };
  }
}

const roundSettings = settings.pick({ RECONCILE_MS: true, PROJECTION_BACKUP_MS: true });

/** What is done again and again without anybody asking. */
export const rounds = (config = readEnv(roundSettings)): readonly Round[] => [
  {
    name: 'reconcile',
    everyMs: config.RECONCILE_MS,
    failed: 'the projection could not be compared with its sources; it is tried again in the next round',
    work: (app, end) => reconcile(app.get(ReconcileSources), end),
  },
  {
    name: 'archive-projection',
    everyMs: config.PROJECTION_BACKUP_MS,
    failed: 'the projection could not be archived; it is tried again',
    lastTurn: true,
    work: (app) => app.get<Archiver<ProjectionTables>>(ARCHIVER).ship(),
  },
];

/** The handlers, for a trigger that brings events to them. */
export const handlers = (app: INestApplication) => [{ strategy: app.get(EventHandlers) }];

/** Listens to every topic, over the process's one connection. */
export const listening = (app: INestApplication) => [serviceBusOptions(eventSide(app))];

/** What a trigger needs to handle a message. */
export const eventSide = (app: INestApplication) => {
  const events = app.get(EventHandlers);
  const deliver = events.deliver.bind(events);
  const audit: AuditTrail = app.get(AUDIT_TRAIL);
  return { service: 'analytics-service', deliver, bus: app.get(ServiceBus), audit };
};

/** What must answer before traffic makes sense. */
export const readiness = (app: INestApplication) => ({ sql: () => app.get<SqlStore<Tables>>(STORE).ping() });

async function openStore(url: string): Promise<SqlStore<Tables>> {
  const store = openSql<Tables>(url);
  await migrate(store, projectionMigrations);
  return store;
}

/**
 * Rebuilds the projection, telling how far it has come in a line every second.
 *
 * @returns the exit code: 0 when it was rebuilt, 1 when it could not be
 */
export async function rebuild(config: z.infer<typeof rebuildSettings>, tell: (line: string) => void): Promise<number> {
  const tokens = createServiceTokens({ identityUrl: config.IDENTITY_URL, apiKey: config.SERVICE_API_KEY });
  const all = await openStore(config.SQL_URL);
  // The copied tables are among the store's.
  const store = all as unknown as SqlStore<ProjectionTables>;
  const useCase = new RebuildProjection({
    sources: httpSources(config, tokens),
    copy: new SqlCopy(store),
    next: new SqlCopy(store, 'next'),
    generation: new SqlNextGeneration(store, config.REBUILD_LEASE_MS),
    clock: systemClock,
  });
  try {
    return await rebuildOn(useCase, config.REBUILD_LEASE_MS, tell);
  } finally {
    await all.close();
  }
}

/** Restores the projection to an instant. */
export const restore = (
  config: z.infer<typeof restoreSettings>,
  argv: readonly string[],
  tell: (line: string) => void,
): Promise<number> =>
  restoreFromArchive(
    {
      what: 'projection',
      blobs: openBlob(config.AZURE_STORAGE_CONNECTION_STRING),
      open: () => openStore(config.SQL_URL),
      target: (store) => new RestoreProjection(store),
      rows: 'rows',
      atRisk: 'what was projected',
      report: reportOf,
    },
    argv,
    tell,
  );
