import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type Engine, startBlob, startNodeProgram, startServiceBus } from '@causeway/engines';
import { emulatorConfig } from '@causeway/messaging/topology';
import { openBlob } from '@causeway/stores/blob';
import { eventually } from '@causeway/testing';
import { settingOf } from './commands.js';
import type { House } from './house.js';
import type { Action } from './laboratory.js';
import { packedScript, shopsOwn } from './shops-own.js';

const serviceOf: Readonly<Record<string, string>> = {
  'stores.table-made': 'product-service',
  'stores.migrated': 'analytics-service',
  'identity.signing-key-made': 'identity-service',
  'identity.api-key-added': 'identity-service',
  'product.bucket-made': 'product-service',
  'stores.container-made': 'payment-service',
};

export const isOfStart = (name: string): boolean => name in serviceOf || name === 'bus.start-read';

/**
 * Starts a service beside the shop, on stores of its own that are empty, lets it die or freeze at the point while it
 * starts, and starts it again on what it left. True when it was hit there, and works afterwards.
 */
export async function diesWhileItStarts(house: House, name: string, action: Action, tries = 3): Promise<boolean> {
  const id = randomUUID().slice(0, 8);
  const logFile = join(house.system.dataDir, 'logs', `starting-${id}.log`);
  const setting = settingOf({ name, action });
  const files = await startBlob({ dataDir: join(house.system.dataDir, `blob-${id}`) });
  const place = { house, name, id, logFile, files: files.connectionString };
  const start = name.startsWith('bus.') ? brokerWith(place) : serviceWith(place);
  try {
    const first = await start(setting).catch(() => undefined);
    // Long enough to get to the point; who has died there answers nothing any more.
    if (first !== undefined) await work(place, first, 20_000).catch(() => undefined);
    await first?.stop();
    const second = await start();
    await work(place, second, 60_000).finally(() => second.stop());
  } finally {
    await files.stop();
  }
  if ((await house.laboratory.hits({ process: `starting-${id}`, name, action })) === 1) return true;
  // On a busy machine the answer that a table was made can be lost: then it was there before, and nothing is passed.
  return tries > 1 && diesWhileItStarts(house, name, action, tries - 1);
}

type Place = { house: House; name: string; id: string; logFile: string; files: string };
type Start = (failpoint?: string) => Promise<Engine>;

function serviceWith(place: Place): Start {
  const { script, env } = environmentFor(place);
  const { id, logFile } = place;
  return (failpoint = '') =>
    startNodeProgram({
      name: `starting-${id}`,
      args: [script],
      env: { ...env, CAUSEWAY_FAILPOINT: failpoint },
      logFile,
      timeoutMs: 60_000,
    });
}

const brokerWith =
  ({ house: { system }, id, logFile }: Place): Start =>
  (failpoint = '') =>
    startServiceBus({
      dataDir: join(system.dataDir, `starting-${id}`),
      config: emulatorConfig(),
      env: { SERVICE_BUS_EMULATOR_FAILPOINT: failpoint },
      logFile,
    });

/** The environment of the shop's own service, with other stores and a broker that is away: nothing of the shop's reaches it. */
function environmentFor({ house, name, id, files }: Place) {
  const found = shopsOwn(house, serviceOf[name] ?? '');
  const { dataDir } = house.system;
  const own = {
    PORT: '0',
    DYNAMODB_TABLE: `causeway-starting-${id}`,
    SQL_URL: `sqlite:${join(dataDir, 'sql', `starting-${id}.db`)}`,
    S3_BUCKET: `causeway-starting-${id}`,
    AZURE_STORAGE_CONNECTION_STRING: files,
    SERVICE_BUS_CONNECTION_STRING:
      'Endpoint=sb://localhost:1;SharedAccessKeyName=none;SharedAccessKey=none;UseDevelopmentEmulator=true;',
  };
  return { script: packedScript(found), env: { PATH: process.env.PATH, ...found.env, ...own } };
}

/** What a service is asked to do so that it passes the point, where starting is not enough. */
async function work({ house, name, files }: Place, { endpoint }: Engine, withinMs: number): Promise<void> {
  // The archive of a ledger begins with its container.
  const archive = async () => expect((await openBlob(files).list('backup')).join()).toContain('head.json');
  if (name === 'stores.container-made') await eventually(archive, withinMs);
  if (name !== 'product.bucket-made') return;
  const authorization = await house.token('merchandiser@causeway.example');
  // identity-service, which knows whose token it is, may be dead just now.
  const post = (path: string, body: () => object) =>
    eventually(async () => {
      const headers = { authorization, 'content-type': 'application/json' };
      const answer = await fetch(endpoint + path, { method: 'POST', headers, body: JSON.stringify(body()) });
      const text = await answer.text();
      expect([path, answer.status, text]).toEqual([path, 201, text]);
      return JSON.parse(text) as { id: string }; // of a product, the only one that is read
    }, withinMs);
  const price = { amount: 1, currency: 'EUR' };
  const { id } = await post('/v1/products', () => ({ sku: randomUUID(), name: 'Lamp', category: 'tests', price }));
  await post(`/v1/products/${id}/images`, () => ({ contentType: 'image/png', size: 10 }));
}
