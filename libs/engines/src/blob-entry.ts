import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { AzuriteBooks, type Book } from './azurite-books.js';
import { announce, type ChildSettings, endWithParent, readSettings } from './child-process.js';

interface BlobServer {
  start(): Promise<void>;
  close(): Promise<void>;
  getHttpServerAddress(): string;
  readonly httpServer: Server;
  readonly metadataStore: { readonly db: Book };
  readonly extentMetadataStore: { readonly db: Book };
}

const require = createRequire(import.meta.url);
const azurite = (path: string) => require(`azurite/dist/src/${path}`);
// Azurite ships no types and exports no API for its blob server alone; these are the constructors its own CLI calls.
const BlobServerClass = azurite('blob/BlobServer.js').default as new (configuration: object) => BlobServer;
const Configuration = azurite('blob/BlobConfiguration.js').default as new (...args: unknown[]) => object;

const { port, dataDir } = readSettings<ChildSettings>();
const extents = [{ locationId: 'Default', locationPath: join(dataDir, 'blobs'), maxConcurrency: 50 }];
const accessLog = false;
const debugLog = false;
const loose = false;
const skipApiVersionCheck = true;
const server = new BlobServerClass(
  new Configuration(
    '127.0.0.1',
    port,
    5,
    join(dataDir, 'metadata.json'),
    join(dataDir, 'extents.json'),
    extents,
    accessLog,
    undefined,
    debugLog,
    undefined,
    loose,
    skipApiVersionCheck,
  ),
);
endWithParent(() => server.close());
await server.start();
const books = new AzuriteBooks([server.extentMetadataStore.db, server.metadataStore.db]);
server.httpServer.prependListener('request', books.answerWhenSaved);
announce(Number(new URL(server.getHttpServerAddress()).port));
