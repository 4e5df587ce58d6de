import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { emulatorConfig } from '@causeway/messaging/topology';
import { readSettings } from '@causeway/runtime/env';
import { startEmulator } from '@causeway/service-bus-emulator';
import { untilAskedToEnd } from '../host-process.js';
import { serviceBusEnv } from './service-bus-env.js';

/** Service Bus of the profile `lite`: our own emulator with the shop's topology, durable in its folder. */
const env = await readSettings(serviceBusEnv);
mkdirSync(env.DATA_DIR, { recursive: true });
const emulator = await startEmulator({
  config: emulatorConfig(),
  host: env.HOST,
  port: env.PORT,
  adminPort: env.ADMIN_PORT,
  dataFile: join(env.DATA_DIR, 'service-bus.db'),
});
console.log(JSON.stringify({ service: 'service-bus', level: 'info', msg: 'listening', port: emulator.port }));

await untilAskedToEnd();
await emulator.stop();
process.exit(0);
