import { guardRoutes } from '@causeway/auth/nest';
import { receiveByTriggers } from '@causeway/messaging/triggers';
import { settingsIn } from '@causeway/runtime/env';
import { openFunctions } from '@causeway/runtime/functions';
import { AppModule, cloudRounds, eventSide, handlers, readiness, settings } from './app.module.js';
import { refuseLoss } from './archive.module.js';

const opened = openFunctions({
  service: 'payment-service',
  cloud: 'azure',
  module: async () => AppModule.with(await settingsIn(settings, process.env)),
  prepare: [guardRoutes, refuseLoss],
  events: handlers,
  ready: readiness,
  rounds: cloudRounds(),
});

receiveByTriggers('payment-service', async () => eventSide(await opened()));
