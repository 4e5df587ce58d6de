import { randomUUID } from 'node:crypto';
import { readArrival } from './amqp/arrival.js';
import type { Broker } from './amqp/broker.js';
import { changeContent } from './amqp/content.js';
import { serveAmqp } from './amqp/server.js';
import { Namespace } from './broker/namespace.js';
import type { EntityCounts } from './broker/queue.js';
import type { Surroundings } from './broker/surroundings.js';
import { Timeline } from './broker/timeline.js';
import { alarm } from './clock.js';
import { declaredBy } from './config/definitions.js';
import { populate } from './config/populate.js';
import type { EmulatorConfig } from './config/schema.js';
import type { serveHttp as ServeHttp } from './http/server.js';
import { EmulatorError, startError } from './start-error.js';
import { openMemoryStore } from './storage/memory.js';
import { openSqliteStore } from './storage/sqlite.js';

export interface EmulatorOptions {
  /** Microsoft's Config.json, parsed. */
  config: EmulatorConfig;
  /** Absent or 0: the system chooses. */
  port?: number | undefined;
  /** Absent: 127.0.0.1. */
  host?: string | undefined;
  /** The SQLite file that keeps everything; needed unless `memory`. */
  dataFile?: string | undefined;
  /** Keeps nothing on disk. */
  memory?: boolean | undefined;
  /** Port of the HTTP side (health, counts, metrics); 0: the system chooses; absent: no HTTP side. */
  adminPort?: number | undefined;
  /** Largest message in bytes; absent: 262144, as on the standard tier. */
  maxMessageBytes?: number | undefined;
}

export interface Emulator {
  readonly port: number;
  readonly httpPort: number | undefined;
  /** For `new ServiceBusClient(...)`. */
  readonly connectionString: string;
  /** Messages of every entity, by path such as `orders/Subscriptions/payment-service`. */
  counts(): { [path: string]: EntityCounts };
  /** Disconnects clients, makes everything durable, and ends. */
  stop(): Promise<void>;
}

/** Node's HTTP takes 50 ms to load: only who asks for it waits for it. */
const serveHttpLater: typeof ServeHttp = async (...given) => (await import('./http/server.js')).serveHttp(...given);

const STANDARD_TIER_BYTES = 256 * 1024;

/**
 * Starts an emulator. Rejects with `EmulatorError`, one sentence for the operator, when the configuration is invalid, the
 * data file cannot be used, or the port is taken.
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const host = options.host ?? '127.0.0.1';
  const broker = openBroker(options);
  const { namespace, store } = broker;
  try {
    const amqp = await serveAmqp(host, options.port ?? 0, broker).catch(startError(host, options.port));
    const http =
      options.adminPort === undefined
        ? undefined
        : await serveHttpLater(host, options.adminPort, {
            namespace,
            store,
            connections: () => amqp.connections,
          }).catch(startError(host, options.adminPort));
    return {
      port: amqp.port,
      httpPort: http?.port,
      connectionString: `Endpoint=sb://${host === '0.0.0.0' ? '127.0.0.1' : host}:${amqp.port};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=x;UseDevelopmentEmulator=true`,
      counts: () => namespace.counts(),
      stop: async () => {
        await Promise.all([amqp.close(), http?.close()]);
        broker.stop();
      },
    };
  } catch (error) {
    broker.stop();
    throw error;
  }
}

/** The broker with everything it kept. */
function openBroker(options: EmulatorOptions): Broker & { stop(): void } {
  const declared = declaredBy(options.config);
  if (options.memory !== true && options.dataFile === undefined) {
    throw new EmulatorError('The emulator needs a place for its data: give dataFile, or memory: true.');
  }
  const store =
    options.memory === true || options.dataFile === undefined ? openMemoryStore() : openSqliteStore(options.dataFile);
  const clock = alarm(() => {
    try {
      timeline.advance(Date.now());
    } catch (error) {
      if (store.healthy) throw error; // otherwise /health and every client hear of it
    }
  });
  const timeline = new Timeline((at) => clock.set(at));
  const around: Surroundings = {
    now: Date.now,
    guid: randomUUID,
    store,
    timeline,
    read: (content) => readArrival(content, randomUUID),
    change: changeContent,
    forward: (path, arrival) => void namespace.send(path, arrival),
  };
  const namespace = new Namespace(around);
  const stop = (): void => {
    clock.stop();
    store.close();
  };
  try {
    populate(namespace, store, declared);
  } catch (error) {
    stop();
    throw error;
  }
  return {
    namespace,
    store,
    maxMessageBytes: options.maxMessageBytes ?? STANDARD_TIER_BYTES,
    now: Date.now,
    guid: randomUUID,
    stop,
  };
}
