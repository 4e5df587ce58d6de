import { ServiceBusClient, type ServiceBusClientOptions } from '@azure/service-bus';
import { azureCredential } from '@causeway/runtime/cloud-identity';
import { connectionFields } from '@causeway/runtime/env';

/**
 * The host in `Endpoint=sb://host/`, with its port if it has one; undefined for a connection string that holds a key or leads
 * to an emulator without encryption.
 */
export function keylessHost(fields: ReadonlyMap<string, string>): string | undefined {
  const holdsKey = fields.has('sharedaccesskey') || fields.has('sharedaccesssignature');
  const isForEmulator = fields.get('usedevelopmentemulator')?.toLowerCase() === 'true';
  if (holdsKey || isForEmulator) return undefined;
  return /^sb:\/\/([^/]+)\/?$/i.exec(fields.get('endpoint') ?? '')?.[1];
}

/** A client with the key in the connection string, or, where that is an address alone, with the process's own identity. */
export function clientFor(connectionString: string, options: ServiceBusClientOptions): ServiceBusClient {
  const host = keylessHost(connectionFields(connectionString));
  return host === undefined
    ? new ServiceBusClient(connectionString, options)
    : new ServiceBusClient(host, azureCredential(), options);
}
