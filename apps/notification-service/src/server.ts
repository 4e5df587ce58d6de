import { guardRoutes } from '@causeway/auth/nest';
import { ServiceBus, serviceBusOptions } from '@causeway/messaging/service-bus';
import { readSettings } from '@causeway/runtime/env';
import { serve } from '@causeway/runtime/http';
import { AppModule, readiness, settings, startRelay } from './app.module.js';

const config = await readSettings(settings);

await serve({
  service: 'notification-service',
  cloud: 'azure',
  host: config.HOST,
  port: config.PORT,
  module: AppModule.with(config),
  prepare: [guardRoutes, startRelay],
  events: (app) => serviceBusOptions({ service: 'notification-service', bus: app.get(ServiceBus) }),
  ready: readiness,
});
