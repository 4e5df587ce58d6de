import 'reflect-metadata';
import { guardRoutes } from '@causeway/auth/nest';
import { receiveByTriggers } from '@causeway/messaging/triggers';
import { settingsIn } from '@causeway/runtime/env';
import { openFunctions } from '@causeway/runtime/functions';
import { AppModule, cloudRounds, eventSide, handlers, readiness, settings } from './app.module.js';

const opened = openFunctions({
  service: 'order-service',
  cloud: 'azure',
  budgetMs: 5000,
  module: async () => AppModule.with(await settingsIn(settings, process.env)),
  prepare: [guardRoutes],
  events: handlers,
  ready: readiness,
  rounds: cloudRounds(),
});

receiveByTriggers('order-service', async () => eventSide(await opened()));
