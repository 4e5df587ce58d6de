import type { EmulatorConfig } from '@causeway/service-bus-emulator';
import type { Engine, EngineOptions } from './engine.js';
import { startNodeEngine } from './node-child.js';

export interface ServiceBusOptions extends EngineOptions {
  /** Topics, subscriptions and rules, in the shape of Microsoft's `Config.json`. */
  config: EmulatorConfig;
  /** Where the HTTP side (`/health`, `/counts`, `/metrics`) listens; absent: there is none. */
  adminPort?: number;
}

export interface ServiceBusEngine extends Engine {
  /** For `new ServiceBusClient`. */
  readonly connectionString: string;
}

/** What a client of the emulator on this port connects with: plain TCP, no real key. */
export const serviceBusConnectionString = (port: number): string =>
  `Endpoint=sb://localhost:${port}/;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true;`;

/** Starts libs/service-bus-emulator, durable in its data folder. */
export async function startServiceBus(options: ServiceBusOptions): Promise<ServiceBusEngine> {
  const { config, adminPort } = options;
  const engine = await startNodeEngine('service-bus-emulator', 'service-bus-entry', options, { config, adminPort });
  const connectionString = serviceBusConnectionString(engine.port);
  return { ...engine, endpoint: `sb://localhost:${engine.port}`, connectionString };
}
