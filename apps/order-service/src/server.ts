import 'reflect-metadata';
import { guardRoutes } from '@causeway/auth/nest';
import { EventHandlers } from '@causeway/messaging/service-bus';
import { readSettings } from '@causeway/runtime/env';
import { serve } from '@causeway/runtime/http';
import { AppModule, readiness, settings, startRounds, warmUp } from './app.module.js';

const config = await readSettings(settings);

await serve({
  service: 'order-service',
  cloud: 'aws',
  host: config.HOST,
  port: config.PORT,
  budgetMs: 5000,
  module: AppModule.with(config),
  prepare: [guardRoutes, startRounds, warmUp],
  events: (app) => ({ strategy: app.get(EventHandlers) }),
  ready: readiness,
});
