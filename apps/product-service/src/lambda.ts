import { guardRoutes } from '@causeway/auth/nest';
import { settingsIn } from '@causeway/runtime/env';
import { httpHandler, openLambda, roundsHandler } from '@causeway/runtime/lambda';
import {
  AppModule,
  cloudRounds,
  handlers,
  leaveToStream,
  readiness,
  relayOf,
  settings,
  settled,
} from './app.module.js';

const lambda = await openLambda({
  service: 'product-service',
  cloud: 'aws',
  budgetMs: 10_000,
  module: AppModule.with(await settingsIn(settings, process.env)),
  prepare: [guardRoutes, leaveToStream],
  events: handlers,
  ready: readiness,
  settled,
});

export const http = httpHandler(lambda);
export const relay = relayOf(lambda.app);
export const rounds = roundsHandler(lambda, cloudRounds());
