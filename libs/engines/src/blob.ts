import type { Engine, EngineOptions } from './engine.js';
import { startNodeEngine } from './node-child.js';

/** Azurite's well-known account, the same for everybody: not a secret. */
const account = 'devstoreaccount1';
const accountKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

export interface BlobEngine extends Engine {
  /** For `BlobServiceClient.fromConnectionString`. */
  readonly connectionString: string;
}

/** What a client of the Azurite on this port connects with. */
export const blobConnectionString = (port: number): string =>
  `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${accountKey};BlobEndpoint=http://127.0.0.1:${port}/${account};`;

/** Starts Azurite's blob server alone; what it has acknowledged survives its death. */
export async function startBlob(options: EngineOptions = {}): Promise<BlobEngine> {
  const engine = await startNodeEngine('azurite', 'blob-entry', options);
  return { ...engine, connectionString: blobConnectionString(engine.port) };
}
