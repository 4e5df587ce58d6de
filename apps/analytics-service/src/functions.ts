import { guardRoutes } from '@causeway/auth/nest';
import { receiveByTriggers } from '@causeway/messaging/triggers';
import { settingsIn } from '@causeway/runtime/env';
import { openFunctions } from '@causeway/runtime/functions';
import { AppModule, eventSide, handlers, readiness, rounds, settings } from './app.module.js';

const opened = openFunctions({
  service: 'analytics-service',
  cloud: 'azure',
  module: async () => AppModule.with(await settingsIn(settings, process.env)),
  prepare: [guardRoutes],
  events: handlers,
  ready: readiness,
  rounds: rounds(),
});

receiveByTriggers('analytics-service', async () => eventSide(await opened()));
