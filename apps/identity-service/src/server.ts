import { guardRoutes } from '@causeway/auth/nest';
import { readSettings } from '@causeway/runtime/env';
import { serve } from '@causeway/runtime/http';
import { AppModule, guardByApiKey, keepKeysFresh, readiness, settings, startRelay } from './app.module.js';

const config = await readSettings(settings);

await serve({
  service: 'identity-service',
  cloud: 'aws',
  host: config.HOST,
  port: config.PORT,
  budgetMs: 5000,
  trustedProxies: config.TRUSTED_PROXIES,
  module: AppModule.with(config),
  prepare: [keepKeysFresh, guardRoutes, guardByApiKey, startRelay],
  ready: readiness,
});
