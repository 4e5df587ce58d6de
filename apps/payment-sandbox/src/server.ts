import { readSettings } from '@causeway/runtime/env';
import { flushTelemetry, log, startTelemetry } from '@causeway/runtime/telemetry';
import { startSandbox } from './sandbox.js';
import { settings } from './settings.js';

const config = await readSettings(settings);

startTelemetry({ service: 'payment-sandbox', cloud: 'external' });
try {
  const sandbox = await startSandbox(config);
  const end = async (signal: string) => {
    // A caller that holds its connection must not keep the process; after the parent's death nothing is worth an exit in order.
    if (signal === 'disconnect') setTimeout(() => process.kill(process.pid, 'SIGKILL'), 1500).unref();
    else setTimeout(() => process.exit(0), 4500).unref();
    await sandbox.stop();
    await flushTelemetry();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'disconnect']) process.once(signal, () => end(signal));
  log.info({ port: sandbox.port }, 'listening');
  process.send?.({ type: 'listening', port: sandbox.port });
} catch (error) {
  log.fatal(
    { err: error },
    `payment-sandbox could not start: ${error instanceof Error ? error.message : String(error)}`,
  );
  process.exit(1);
}
