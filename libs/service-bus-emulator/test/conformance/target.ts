import { randomBytes } from 'node:crypto';
import {
  type CreateQueueOptions,
  type ServiceBusAdministrationClient,
  ServiceBusClient,
  type ServiceBusClientOptions,
} from '@azure/service-bus';
import { startEmulator } from '../../src/index.js';
import { administration } from './administration.js';
import { configOf, entityName } from './config.js';
import { type Entities, type File, suite } from './entities.js';
import { remote } from './pace.js';
import { createEntities, deleteEntities } from './populate.js';

/** The service a file of the suite talks to, with that file's entities. */
export interface Target {
  readonly client: ServiceBusClient;
  /** Absent: the target has no administration. */
  readonly admin: ServiceBusAdministrationClient | undefined;
  /** A further connection; clients do not retry unless told to. */
  connect(options?: ServiceBusClientOptions): ServiceBusClient;
  /** The full name of one of the file's queues or topics; also a free name for a further one. */
  name(entity: string): string;
  /** Closes all clients and removes the entities. */
  close(): Promise<void>;
}

/** Connects to the target that the environment names, or starts an emulator, and makes the file's entities there. */
export async function openTarget(file: File): Promise<Target> {
  const entities: Entities = suite[file];
  const place = remote === undefined ? await local(file, entities) : await elsewhere(remote, file, entities);
  const clients: ServiceBusClient[] = [];
  const connect = (options?: ServiceBusClientOptions): ServiceBusClient => {
    const client = new ServiceBusClient(place.connectionString, { retryOptions: { maxRetries: 0 }, ...options });
    clients.push(client);
    return client;
  };
  return {
    client: connect(),
    admin: place.admin,
    connect,
    name: place.name,
    close: async () => {
      await Promise.all(clients.map((client) => client.close()));
      await place.leave();
    },
  };
}

interface Place extends Pick<Target, 'admin' | 'name'> {
  readonly connectionString: string;
  leave(): Promise<void>;
}

async function local(file: File, { queues = {}, topics = {} }: Entities): Promise<Place> {
  const isBrief = ({ lockDuration, duplicateDetectionHistoryTimeWindow }: CreateQueueOptions): boolean =>
    lockDuration !== undefined || duplicateDetectionHistoryTimeWindow !== undefined;
  const all = Object.entries(queues);
  const brief = Object.fromEntries(all.filter(([, options]) => isBrief(options)));
  const usual = Object.fromEntries(all.filter(([, options]) => !isBrief(options)));
  // Shorter times than a namespace allows can be declared only.
  const { connectionString, certificate, stop } = await startEmulator({
    config: configOf({ [file]: { queues: brief } }),
    memory: true,
  });
  const admin = administration(connectionString, await certificate());
  const name = (entity: string): string => entityName(file, entity);
  if (admin !== undefined) await createEntities(admin, { queues: usual, topics }, name);
  return { connectionString, admin, name, leave: stop };
}

async function elsewhere(connectionString: string, file: File, entities: Entities): Promise<Place> {
  const admin = administration(connectionString);
  if (admin === undefined) {
    const name = (entity: string): string => entityName(file, entity);
    return { connectionString, admin, name, leave: async () => undefined };
  }
  const unique = randomBytes(3).toString('hex');
  const name = (entity: string): string => `${entityName(file, entity)}-${unique}`;
  await createEntities(admin, entities, name);
  return { connectionString, admin, name, leave: () => deleteEntities(admin, unique) };
}
