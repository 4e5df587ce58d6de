import { fileURLToPath } from 'node:url';
import { readSettings } from '@causeway/runtime/env';
import { untilAskedToEnd } from '../../host-process.js';
import { startFunctionsHost } from './functions-host.js';
import { functionsHostEnv } from './functions-host-env.js';

const env = await readSettings(functionsHostEnv);
const toParent = (message: object) => void process.send?.(message);

const host = await startFunctionsHost({
  name: env.HOST_SERVICE,
  appDirectory: env.CLOUD_BUNDLE,
  host: env.HOST,
  port: env.PORT,
  settings: process.env,
  workerScript: fileURLToPath(new URL('./worker/main.js', import.meta.url)),
  onOtherMessage: toParent,
}).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});

// Orders for the app, such as a laboratory's, come to this process and are meant for the one that runs the app.
process.on('message', (message) => {
  if (typeof message === 'object' && message !== null) host.worker.pass(message);
});
// Only where a handler was loaded, here and so there too: otherwise the signal would end that process.
if (process.listenerCount('SIGUSR2') > 0) process.on('SIGUSR2', () => host.worker.signal('SIGUSR2'));
toParent({ type: 'listening', port: host.port });

await untilAskedToEnd();
await host.stop();
process.exit(0);
