import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { readArrival } from './amqp/arrival.js';
import type { Broker } from './amqp/broker.js';
import { changeContent } from './amqp/content.js';
import { serveAmqp } from './amqp/server.js';
import { type LimitOptions, limitsOf } from './broker/limits.js';
import { Namespace } from './broker/namespace.js';
import type { EntityCounts } from './broker/queue.js';
import type { Surroundings } from './broker/surroundings.js';
import { Timeline } from './broker/timeline.js';
import { alarm } from './clock.js';
import { declaredBy } from './config/definitions.js';
import { populate } from './config/populate.js';
import type { EmulatorConfig } from './config/schema.js';
import { armFromEnvironment } from './failpoints.js';
import { type FaultCounts, Faults } from './faults/faults.js';
import { checkedPlan, type FaultPlan } from './faults/plan.js';
import { httpAnswers } from './http/answer.js';
import { observer } from './http/observe.js';
import { httpSpeaker } from './listener/http-speaker.js';
import { openPort, type Port, type Speakers } from './listener/port.js';
import { tlsSpeaker } from './listener/tls-speaker.js';
import type { AccessKey } from './security/access-key.js';
import { checkedKeys } from './security/checked-keys.js';
import type { Tenant } from './security/entra-token.js';
import { Keyring } from './security/keyring.js';
import { keysOfEntity } from './security/keys-of-entity.js';
import { EmulatorError, startError } from './start-error.js';
import { openMemoryStore } from './storage/memory.js';
import { openSqliteStore } from './storage/sqlite.js';
import { certificateFilesBeside } from './tls/certificate-paths.js';
import { checkedIdentity } from './tls/given-certificate.js';
import type { Identity } from './tls/identity.js';
import { IdentityHolder } from './tls/identity-holder.js';

export interface EmulatorOptions extends LimitOptions {
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
  /** Shared access keys that clients' tokens are checked with; absent or none: every token is good. */
  keys?: readonly AccessKey[] | undefined;
  /** The Entra tenant whose tokens are checked, and what they allow; absent: none is good where there are keys. */
  tenant?: Tenant | undefined;
  /** PEM of a private key and its certificate; absent: the emulator makes its own. */
  tls?: Identity | undefined;
  /** Messages to duplicate, delay and reorder on purpose, from the start; absent: none. */
  faults?: FaultPlan | undefined;
  /** The HTTP side has `/faults`, where anyone who reaches it may say what is to go wrong. */
  allowFaults?: boolean | undefined;
}

export interface Emulator {
  readonly port: number;
  readonly httpPort: number | undefined;
  /** For `new ServiceBusClient(...)`. */
  readonly connectionString: string;
  /** PEM of the certificate that clients must trust for TLS, as `new ServiceBusAdministrationClient(...)` speaks it. */
  certificate(): Promise<string>;
  /** Where that certificate is, once it was asked for; undefined: it is in memory only, or the operator's. */
  readonly certificateFile: string | undefined;
  /** Messages of every entity, by path such as `orders/Subscriptions/payment-service`. */
  counts(): { [path: string]: EntityCounts };
  /**
   * Duplicates, delays and reorders messages on purpose from now on; undefined: no more, and what is withheld is let go.
   * Throws `EmulatorError` with the field and its rule when the plan cannot be used.
   */
  setFaults(plan: FaultPlan | undefined): void;
  /** What was done since then. */
  faults(): FaultCounts;
  /** Disconnects clients, makes everything durable, and ends. */
  stop(): Promise<void>;
}

/**
 * Starts an emulator. Rejects with `EmulatorError`, one sentence for the operator, when the configuration is invalid, the
 * data file cannot be used, or the port is taken.
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  armFromEnvironment(process.env.SERVICE_BUS_EMULATOR_FAILPOINT);
  const host = options.host ?? '127.0.0.1';
  const given = options.tls === undefined ? undefined : checkedIdentity(options.tls, Date.now());
  const faults = new Faults();
  if (options.faults !== undefined) faults.plan = checkedPlan(options.faults);
  const broker = openBroker(options, faults);
  const certificateFiles =
    options.memory === true || options.dataFile === undefined ? undefined : certificateFilesBeside(options.dataFile);
  const identity = new IdentityHolder({
    given,
    files: certificateFiles,
    hosts: hostsOf(host),
    alsoCalled: isEverywhere(host) ? [hostname()] : [],
  });
  const amqp = serveAmqp(broker);
  const http = httpSpeaker({ answer: httpAnswers(broker, undefined), webSocket: (stream) => amqp.accept(stream) });
  const beyond =
    options.adminPort === undefined
      ? undefined
      : {
          observe: observer({ broker, connections: () => amqp.connections, links: () => amqp.links }),
          faults: options.allowFaults === true ? faults : undefined,
        };
  const aside = httpSpeaker({ answer: httpAnswers(broker, beyond), webSocket: undefined });
  const tls = tlsSpeaker(() => identity.get());
  const ports: Port[] = [];
  const open = async (port: number | undefined, speakers: Speakers): Promise<Port> => {
    const opened = await openPort(host, port ?? 0, speakers).catch(startError(host, port));
    ports.push(opened);
    return opened;
  };
  const stop = async (): Promise<void> => {
    http.close();
    aside.close();
    const closed = ports.map((port) => port.close());
    amqp.close();
    const goodbyes = setTimeout(() => {
      for (const port of ports) port.destroyAll();
    }, 100);
    await Promise.all(closed);
    clearTimeout(goodbyes);
    await identity.settled();
    broker.stop();
  };
  try {
    const main = await open(options.port, { amqp: (socket) => amqp.accept(socket), http, tls });
    const side =
      options.adminPort === undefined
        ? undefined
        : await open(options.adminPort, { amqp: undefined, http: aside, tls });
    return {
      port: main.port,
      httpPort: side?.port,
      connectionString: `Endpoint=sb://${host === '0.0.0.0' ? '127.0.0.1' : host}:${main.port}/;${credentials(options.keys ?? [])};UseDevelopmentEmulator=true`,
      certificateFile: given === undefined ? certificateFiles?.cert : undefined,
      certificate: async () => (await identity.get()).cert,
      counts: () => broker.namespace.counts(),
      setFaults: (plan) => {
        faults.plan = plan === undefined ? undefined : checkedPlan(plan);
      },
      faults: () => faults.done,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Those of the key that allows most; without keys any will do. */
function credentials(keys: readonly AccessKey[]): string {
  const most = keys.toSorted((a, b) => b.rights.length - a.rights.length).find(({ entity }) => entity === undefined);
  const { name, key } = most ?? keys[0] ?? { name: 'RootManageSharedAccessKey', key: 'x' };
  return `SharedAccessKeyName=${name};SharedAccessKey=${key}`;
}

/** A certificate cannot name all addresses at once: for a client elsewhere it names the machine. */
const isEverywhere = (host: string): boolean => host === '0.0.0.0' || host === '::';

const hostsOf = (host: string): string[] => [
  ...new Set(['localhost', '127.0.0.1', '::1', ...(isEverywhere(host) ? [] : [host])]),
];

/** The broker with everything it kept. */
function openBroker(options: EmulatorOptions, faults: Faults): Broker & { stop(): void } {
  const declared = declaredBy(options.config);
  const keys = checkedKeys(options.keys ?? [], 'keys');
  if (options.memory !== true && options.dataFile === undefined) {
    throw new EmulatorError('The emulator needs a place for its data: give dataFile, or memory: true.');
  }
  const store =
    options.memory === true || options.dataFile === undefined ? openMemoryStore() : openSqliteStore(options.dataFile);
  const limits = limitsOf(options);
  const clock = alarm(() => {
    if (store.healthy) timeline.advance(Date.now());
  });
  const timeline = new Timeline((at) => clock.set(at));
  store.onRecovery(() => timeline.advance(Date.now()));
  const around: Surroundings = {
    now: Date.now,
    guid: randomUUID,
    store,
    timeline,
    limits,
    faults,
    read: (content) => readArrival(content, randomUUID),
    change: changeContent,
    forward: (path, arrival) => void namespace.send(path, [arrival]),
  };
  const namespace = new Namespace(declared.name, around);
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
    keyring: new Keyring(keys, options.tenant, (path) => keysOfEntity(namespace, path), Date.now),
    limits,
    maxMessageBytes: limits.messageBytes,
    now: Date.now,
    guid: randomUUID,
    stop,
  };
}
