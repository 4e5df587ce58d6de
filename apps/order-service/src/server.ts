import 'reflect-metadata';
import { guardRoutes } from '@causeway/auth/nest';
import { readSettings } from '@causeway/runtime/env';
import { serve } from '@causeway/runtime/http';
import { AppModule, listening, readiness, rounds, settings, startRelay, warmUp } from './app.module.js';

const config = await readSettings(settings);

await serve({
  service: 'order-service',
  cloud: 'aws',
  host: config.HOST,
  port: config.PORT,
  budgetMs: 5000,
  module: AppModule.with(config),
  prepare: [guardRoutes, startRelay, warmUp],
  events: listening,
  ready: readiness,
  rounds: rounds(config),
});
