import { join } from 'node:path';
import { type EmulatorConfig, startEmulator } from '@causeway/service-bus-emulator';
import { announce, type ChildSettings, endWithParent, readSettings } from './child-process.js';

const { port, dataDir, config, adminPort } = readSettings<
  ChildSettings & { config: EmulatorConfig; adminPort?: number }
>();
try {
  const emulator = await startEmulator({ config, port, adminPort, dataFile: join(dataDir, 'service-bus.db') });
  endWithParent(() => emulator.stop());
  announce(emulator.port);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
