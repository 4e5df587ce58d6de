import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import { azureCredential } from '@causeway/runtime/cloud-identity';
import { azuriteKey, connectionFields, isCloudHost, keyInConnectionString } from '@causeway/runtime/env';
import type { Failpoint } from '@causeway/runtime/failpoints';
import * as z from 'zod';
import { points } from './failpoints.js';

/** The setting of a service that keeps files in Azure Storage. */
export const blobEnv = z.object({
  AZURE_STORAGE_CONNECTION_STRING: z
    .string()
    .min(1)
    .meta({
      description:
        'The storage account, as Azure writes its connection strings; `BlobEndpoint=https://<account>.blob.core.windows.net/` alone where it knows the process by its identity.',
      secret: keyInConnectionString({
        keys: ['AccountKey', 'SharedAccessSignature'],
        hostOf: blobHost,
        isForEmulator: (fields) =>
          fields.get('usedevelopmentstorage')?.toLowerCase() === 'true' ||
          fields.get('accountname') === 'devstoreaccount1',
        knowsByToken: (fields) => isCloudHost(blobHost(fields)) && keylessUrl(fields) !== undefined,
        emulatorKey: azuriteKey,
        from: { local: "Azurite's, which everybody knows", docker: "Azurite's, or the container's environment" },
      }),
    }),
});

function blobHost(fields: ReadonlyMap<string, string>): string {
  const endpoint = fields.get('blobendpoint');
  if (endpoint !== undefined) return URL.canParse(endpoint) ? new URL(endpoint).hostname : '';
  // What `UseDevelopmentStorage` alone stands for.
  const account = fields.get('accountname');
  return account === undefined ? '127.0.0.1' : `${account}.blob.${fields.get('endpointsuffix') ?? 'core.windows.net'}`;
}

/** `BlobEndpoint` where it is all that the connection string says and encrypted, so that a token can be shown there. */
function keylessUrl(fields: ReadonlyMap<string, string>): string | undefined {
  const isAlone = ['accountkey', 'sharedaccesssignature', 'usedevelopmentstorage'].every((name) => !fields.has(name));
  const endpoint = fields.get('blobendpoint');
  return isAlone && endpoint !== undefined && /^https:/i.test(endpoint) ? endpoint : undefined;
}

export type StoredBlob = { bytes: Buffer; contentType: string };

/** Files in containers. A name may hold slashes; container names have 3 to 63 small letters, digits and hyphens. */
export interface Blobs {
  /** Writes or replaces a file, and passes the point; a container that is not there, or not any more, is created. */
  put(
    point: Failpoint,
    container: string,
    name: string,
    bytes: Uint8Array | string,
    contentType: string,
  ): Promise<void>;
  /** As `put`, but a file that is there stays as it is. */
  add(
    point: Failpoint,
    container: string,
    name: string,
    bytes: Uint8Array | string,
    contentType: string,
  ): Promise<void>;
  /** The file, or undefined when there is none. */
  get(container: string, name: string): Promise<StoredBlob | undefined>;
  /** The names that begin with `prefix`, in alphabetical order; none when there is no such container. */
  list(container: string, prefix?: string): Promise<string[]>;
  /** Resolves when the storage answers. */
  ping(): Promise<void>;
}

/** One client for the process; each call has 3 attempts of 5 s with exponential back-off. */
export function openBlob(connectionString: string): Blobs {
  const service = serviceAt(connectionString);
  const containers = new Map<string, Promise<ContainerClient>>();

  const created = (name: string) => {
    const known = containers.get(name);
    if (known !== undefined) return known;
    const client = service.getContainerClient(name);
    const creation = client.createIfNotExists().then(({ succeeded }) => {
      if (succeeded) points['container-made'].pass();
      return client;
    });
    containers.set(name, creation);
    creation.catch(() => containers.delete(name));
    return creation;
  };

  const write = async (
    container: string,
    name: string,
    bytes: Uint8Array | string,
    blobContentType: string,
    conditions: { ifNoneMatch?: '*' },
  ): Promise<void> => {
    const body = Buffer.from(bytes as Uint8Array); // a text is encoded as UTF-8 by the same function
    const upload = async () => {
      const blob = (await created(container)).getBlockBlobClient(name);
      await blob.uploadData(body, { blobHTTPHeaders: { blobContentType }, conditions });
    };
    await upload().catch((error: unknown) => {
      if (!isMissing(error)) throw error;
      // Somebody has deleted the container since this process saw it.
      containers.delete(container);
      return upload();
    });
  };

  return {
    put: async (point, container, name, bytes, contentType) => {
      await write(container, name, bytes, contentType, {});
      point.pass();
    },
    add: async (point, container, name, bytes, contentType) => {
      await write(container, name, bytes, contentType, { ifNoneMatch: '*' }).catch((error: unknown) => {
        if (!isThere(error)) throw error;
      });
      point.pass();
    },
    get: async (container, name) => {
      const blob = service.getContainerClient(container).getBlockBlobClient(name);
      try {
        const [{ contentType = 'application/octet-stream' }, bytes] = await Promise.all([
          blob.getProperties(),
          blob.downloadToBuffer(),
        ]);
        return { bytes, contentType };
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    list: async (container, prefix = '') => {
      const names: string[] = [];
      try {
        for await (const { name } of service.getContainerClient(container).listBlobsFlat({ prefix })) names.push(name);
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
      return names;
    },
    ping: async () => {
      await service.getProperties();
    },
  };
}

function serviceAt(connectionString: string): BlobServiceClient {
  const options = {
    retryOptions: { maxTries: 3, tryTimeoutInMs: 5000, retryDelayInMs: 200, maxRetryDelayInMs: 2000 },
    keepAliveOptions: { enable: true },
  };
  const url = keylessUrl(connectionFields(connectionString));
  return url === undefined
    ? BlobServiceClient.fromConnectionString(connectionString, options)
    : new BlobServiceClient(url, azureCredential(), options);
}

const isMissing = (error: unknown): boolean => statusOf(error) === 404;

/** Azure says 409 where a file is there, and 412 where it came while this one was being written. */
const isThere = (error: unknown): boolean => [409, 412].includes(statusOf(error));

const statusOf = (error: unknown): number =>
  error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 0;
