import { guardRoutes } from '@causeway/auth/nest';
import { readEnv } from '@causeway/runtime/env';
import { serve } from '@causeway/runtime/http';
import { AppModule, events, readiness, settings, startRelay } from './app.module.js';

const config = readEnv(settings);

await serve({
  service: 'notification-service',
  cloud: 'azure',
  host: config.HOST,
  port: config.PORT,
  module: AppModule.with(config),
  prepare: [guardRoutes, startRelay],
  events,
  ready: readiness,
});
