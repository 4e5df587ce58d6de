import { guardRoutes } from '@causeway/auth/nest';
import { readSettings } from '@causeway/runtime/env';
import { serve } from '@causeway/runtime/http';
import { AppModule, events, readiness, settings } from './app.module.js';

const config = await readSettings(settings);

await serve({
  service: 'product-service',
  cloud: 'aws',
  host: config.HOST,
  port: config.PORT,
  budgetMs: 10_000,
  module: AppModule.with(config),
  prepare: [guardRoutes],
  events,
  ready: readiness,
});
