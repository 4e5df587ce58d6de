import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataFolder, type Engine, type EngineOptions } from './engine.js';
import { fromSource, nodeFlags, startNodeProgram } from './node-child.js';

export interface ServiceBusOptions extends EngineOptions {
  /** Namespaces with queues, topics, subscriptions and rules, in the shape of Microsoft's `Config.json`. */
  config: unknown;
}

export interface ServiceBusEngine extends Engine {
  /** For `new ServiceBusClient`. */
  readonly connectionString: string;
}

/** What a client of the emulator on this port connects with: plain TCP, no real key. */
export const serviceBusConnectionString = (port: number): string =>
  `Endpoint=sb://localhost:${port};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true;`;

/** Starts libs/service-bus-emulator through its command line. */
export async function startServiceBus(options: ServiceBusOptions): Promise<ServiceBusEngine> {
  const data = dataFolder('service-bus-emulator', options.dataDir);
  const config = join(data.path, 'Config.json');
  writeFileSync(config, JSON.stringify(options.config, null, 2));
  const store = join(data.path, 'store');
  mkdirSync(store, { recursive: true });
  const settings = ['--config', config, '--port', String(options.port ?? 0), '--data', store];
  try {
    const args = [...nodeFlags(), commandLine, ...settings];
    const engine = await startNodeProgram({ name: 'service-bus-emulator', args });
    const stop = async () => {
      await engine.stop();
      data.dispose();
    };
    return {
      ...engine,
      endpoint: `sb://localhost:${engine.port}`,
      connectionString: serviceBusConnectionString(engine.port),
      stop,
    };
  } catch (error) {
    data.dispose();
    throw error;
  }
}

const emulator = new URL('../../service-bus-emulator/', import.meta.url);
const commandLine = fileURLToPath(new URL(fromSource ? 'src/cli.ts' : 'dist/cli.js', emulator));
