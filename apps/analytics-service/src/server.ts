import { guardRoutes } from '@causeway/auth/nest';
import { readSettings } from '@causeway/runtime/env';
import { serve } from '@causeway/runtime/http';
import { AppModule, listening, readiness, rounds, settings } from './app.module.js';

const config = await readSettings(settings);

await serve({
  service: 'analytics-service',
  cloud: 'azure',
  host: config.HOST,
  port: config.PORT,
  module: AppModule.with(config),
  prepare: [guardRoutes],
  events: listening,
  ready: readiness,
  rounds: rounds(config),
});
