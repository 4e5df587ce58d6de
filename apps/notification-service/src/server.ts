import { guardRoutes } from '@causeway/auth/nest';
import { readSettings } from '@causeway/runtime/env';
import { serve } from '@causeway/runtime/http';
import { AppModule, listening, readiness, settings, startRelay } from './app.module.js';

const config = await readSettings(settings);

await serve({
  service: 'notification-service',
  cloud: 'azure',
  host: config.HOST,
  port: config.PORT,
  module: AppModule.with(config),
  prepare: [guardRoutes, startRelay],
  events: listening,
  ready: readiness,
});
