import { guardRoutes } from '@causeway/auth/nest';
import { ServiceBus, serviceBusOptions } from '@causeway/messaging/service-bus';
import { readSettings } from '@causeway/runtime/env';
import { serve } from '@causeway/runtime/http';
import { AppModule, ArchiveRounds, ReconciliationRounds, readiness, settings } from './app.module.js';

const config = await readSettings(settings);

await serve({
  service: 'analytics-service',
  cloud: 'azure',
  host: config.HOST,
  port: config.PORT,
  module: AppModule.with(config),
  prepare: [guardRoutes, (app) => app.get(ReconciliationRounds).start(), (app) => app.get(ArchiveRounds).start()],
  events: (app) => serviceBusOptions({ service: 'analytics-service', bus: app.get(ServiceBus) }),
  ready: readiness,
});
