import { join } from 'node:path';
import { armFromParent, type EmulatorConfig, type FaultPlan, startEmulator } from '@causeway/service-bus-emulator';
import { announce, type ChildSettings, endWithParent, readSettings } from './child-process.js';
import { keysVariable } from './service-bus-keys.js';

const { port, dataDir, ...settings } = readSettings<
  ChildSettings & { config: EmulatorConfig; adminPort?: number; faults?: FaultPlan; allowFaults?: boolean }
>();
const keys = process.env[keysVariable];
// As the services do it: with this a laboratory says at which point to die or to freeze.
if (process.env.CAUSEWAY_FAILPOINTS === 'on') armFromParent();
try {
  const emulator = await startEmulator({
    ...settings,
    port,
    dataFile: join(dataDir, 'service-bus.db'),
    ...(keys === undefined ? {} : { keys: JSON.parse(keys) }),
  });
  endWithParent(() => emulator.stop());
  announce(emulator.port);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
