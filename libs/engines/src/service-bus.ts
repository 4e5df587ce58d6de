import type { AccessKey, EmulatorConfig, FaultPlan } from '@causeway/service-bus-emulator';
import type { Engine, EngineOptions } from './engine.js';
import { entryPath, startNodeEngine } from './node-child.js';
import { keysVariable } from './service-bus-keys.js';

export interface ServiceBusOptions extends EngineOptions {
  /** Topics, subscriptions and rules, in the shape of Microsoft's `Config.json`. */
  config: EmulatorConfig;
  /** Where the HTTP side (`/health`, `/counts`, `/metrics`) listens; absent: there is none. */
  adminPort?: number;
  /** Messages to duplicate, delay and reorder on purpose, from the start; absent: none. */
  faults?: FaultPlan;
  /** The HTTP side has `/faults`, which changes that at run time. */
  allowFaults?: boolean;
  /** The shared access keys that tokens are checked with; absent: every token is good. */
  keys?: readonly AccessKey[];
}

export interface ServiceBusEngine extends Engine {
  /** For `new ServiceBusClient`. */
  readonly connectionString: string;
}

/** The key of Microsoft's emulator, which everybody knows: for the developer and the tools, who may do anything. */
export const developmentKey: AccessKey = {
  name: 'RootManageSharedAccessKey',
  key: 'SAS_KEY_VALUE',
  rights: ['Manage', 'Send', 'Listen'],
};

/** What a client of the emulator on this port connects with, over plain TCP; as the developer unless a key is given. */
export const serviceBusConnectionString = (
  port: number,
  { name, key }: Pick<AccessKey, 'name' | 'key'> = developmentKey,
): string =>
  `Endpoint=sb://localhost:${port}/;SharedAccessKeyName=${name};SharedAccessKey=${key};UseDevelopmentEmulator=true;`;

/** What `startServiceBus` runs, for those who pack it and give that as `script`. */
export const serviceBusScript = entryPath('service-bus-entry');

/** Starts libs/service-bus-emulator, durable in its data folder. */
export async function startServiceBus(options: ServiceBusOptions): Promise<ServiceBusEngine> {
  const { config, adminPort, faults, allowFaults, keys } = options;
  const settings = { config, adminPort, faults, allowFaults };
  const withKeys =
    keys === undefined ? options : { ...options, env: { ...options.env, [keysVariable]: JSON.stringify(keys) } };
  const engine = await startNodeEngine('service-bus-emulator', 'service-bus-entry', withKeys, settings);
  const connectionString = serviceBusConnectionString(engine.port);
  return { ...engine, endpoint: `sb://localhost:${engine.port}`, connectionString };
}
