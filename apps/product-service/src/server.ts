import { guardRoutes } from '@causeway/auth/nest';
import { readSettings } from '@causeway/runtime/env';
import { serve } from '@causeway/runtime/http';
import { AppModule, listening, readiness, rounds, settings, startRelay } from './app.module.js';

const config = await readSettings(settings);

await serve({
  service: 'product-service',
  cloud: 'aws',
  host: config.HOST,
  port: config.PORT,
  budgetMs: 10_000,
  module: AppModule.with(config),
  prepare: [guardRoutes, startRelay],
  events: listening,
  ready: readiness,
  rounds: rounds(config),
});
