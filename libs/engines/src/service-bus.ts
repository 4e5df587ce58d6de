import type { EmulatorConfig, FaultPlan } from '@causeway/service-bus-emulator';
import type { Engine, EngineOptions } from './engine.js';
import { entryPath, startNodeEngine } from './node-child.js';

export interface ServiceBusOptions extends EngineOptions {
  /** Topics, subscriptions and rules, in the shape of Microsoft's `Config.json`. */
  config: EmulatorConfig;
  /** Where the HTTP side (`/health`, `/counts`, `/metrics`) listens; absent: there is none. */
  adminPort?: number;
  /** Messages to duplicate, delay and reorder on purpose, from the start; absent: none. */
  faults?: FaultPlan;
  /** The HTTP side has `/faults`, which changes that at run time. */
  allowFaults?: boolean;
}

export interface ServiceBusEngine extends Engine {
  /** For `new ServiceBusClient`. */
  readonly connectionString: string;
}

/** What a client of the emulator on this port connects with: plain TCP, no real key. */
export const serviceBusConnectionString = (port: number): string =>
  `Endpoint=sb://localhost:${port}/;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true;`;

/** What `startServiceBus` runs, for those who pack it and give that as `script`. */
export const serviceBusScript = entryPath('service-bus-entry');

/** Starts libs/service-bus-emulator, durable in its data folder. */
export async function startServiceBus(options: ServiceBusOptions): Promise<ServiceBusEngine> {
  const { config, adminPort, faults, allowFaults } = options;
  const settings = { config, adminPort, faults, allowFaults };
  const engine = await startNodeEngine('service-bus-emulator', 'service-bus-entry', options, settings);
  const connectionString = serviceBusConnectionString(engine.port);
  return { ...engine, endpoint: `sb://localhost:${engine.port}`, connectionString };
}
