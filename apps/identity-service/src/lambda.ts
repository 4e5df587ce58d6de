import { guardRoutes } from '@causeway/auth/nest';
import { settingsIn } from '@causeway/runtime/env';
import { httpHandler, openLambda, roundsHandler } from '@causeway/runtime/lambda';
import {
  AppModule,
  cloudRounds,
  guardByApiKey,
  keepKeysFresh,
  leaveToStream,
  readiness,
  relayOf,
  settings,
} from './app.module.js';

const config = await settingsIn(settings, process.env);
const lambda = await openLambda({
  service: 'identity-service',
  cloud: 'aws',
  budgetMs: 5000,
  trustedProxies: config.TRUSTED_PROXIES,
  module: AppModule.with(config),
  prepare: [keepKeysFresh, guardRoutes, guardByApiKey, leaveToStream],
  ready: readiness,
});

export const http = httpHandler(lambda);
export const relay = relayOf(lambda.app);
export const rounds = roundsHandler(lambda, cloudRounds);
