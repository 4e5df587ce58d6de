import { guardRoutes } from '@causeway/auth/nest';
import { readSettings } from '@causeway/runtime/env';
import { serve } from '@causeway/runtime/http';
import { AppModule, listening, readiness, rounds, settings, startRelay } from './app.module.js';
import { refuseLoss } from './archive.module.js';

const config = await readSettings(settings);

await serve({
  service: 'payment-service',
  cloud: 'azure',
  host: config.HOST,
  port: config.PORT,
  module: AppModule.with(config),
  prepare: [guardRoutes, refuseLoss, startRelay],
  events: listening,
  ready: readiness,
  rounds: rounds(config),
});
