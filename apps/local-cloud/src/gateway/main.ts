import { readSettings } from '@causeway/runtime/env';
import { flushTelemetry, log, startTelemetry } from '@causeway/runtime/telemetry';
import { untilAskedToEnd } from '../host-process.js';
import { gateway } from './app.js';
import { s3Assets } from './assets.js';
import { gatewayEnv } from './gateway-env.js';
import { upstreamsOf } from './upstreams.js';

startTelemetry({ service: 'gateway', cloud: 'aws' });
const env = await readSettings(gatewayEnv);
const app = gateway({
  publicUrl: env.PUBLIC_URL,
  upstreams: upstreamsOf(env),
  controlUrl: env.CONTROL_URL,
  mode: env.CAUSEWAY_MODE,
  corsOrigins: env.CORS_ORIGINS,
  assets: s3Assets({ endpoint: env.S3_ENDPOINT, region: env.AWS_REGION, bucket: env.S3_BUCKET }),
});
await app.listen({ host: env.HOST, port: env.PORT });
log.info({ port: env.PORT }, 'listening');
process.send?.({ type: 'listening', port: env.PORT });

await untilAskedToEnd();
await app.close();
await flushTelemetry();
process.exit(0);
