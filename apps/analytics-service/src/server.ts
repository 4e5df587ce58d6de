import { guardRoutes } from '@causeway/auth/nest';
import { readSettings } from '@causeway/runtime/env';
import { serve } from '@causeway/runtime/http';
import { AppModule, ArchiveRounds, events, ReconciliationRounds, readiness, settings } from './app.module.js';

const config = await readSettings(settings);

await serve({
  service: 'analytics-service',
  cloud: 'azure',
  host: config.HOST,
  port: config.PORT,
  module: AppModule.with(config),
  prepare: [guardRoutes, (app) => app.get(ReconciliationRounds).start(), (app) => app.get(ArchiveRounds).start()],
  events,
  ready: readiness,
});
