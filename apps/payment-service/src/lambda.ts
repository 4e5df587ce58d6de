import { guardRoutes } from '@causeway/auth/nest';
import { settingsIn } from '@causeway/runtime/env';
import { httpHandler, openLambda, roundsHandler } from '@causeway/runtime/lambda';
import { AppModule, cloudRounds, leaveToSweep, readiness, settings, settled } from './app.module.js';
import { refuseLoss } from './archive.module.js';

const lambda = await openLambda({
  service: 'payment-service',
  cloud: 'aws',
  module: AppModule.with(await settingsIn(settings, process.env)),
  prepare: [guardRoutes, refuseLoss, leaveToSweep],
  ready: readiness,
  settled,
});

export const http = httpHandler(lambda);
export const rounds = roundsHandler(lambda, cloudRounds());
