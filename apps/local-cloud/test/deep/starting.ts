import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type Engine, startNodeProgram, startServiceBus } from '@causeway/engines';
import { emulatorConfig } from '@causeway/messaging/topology';
import { diesInACommand, isOfCommand } from './commands.js';
import type { House } from './house.js';
import type { Action } from './laboratory.js';
import { shopsOwn } from './shops-own.js';

const serviceOf: Readonly<Record<string, string>> = {
  'stores.table-made': 'product-service',
  'stores.migrated': 'analytics-service',
  'identity.signing-key-made': 'identity-service',
  'identity.api-key-added': 'identity-service',
  'product.bucket-made': 'product-service',
};

/**
 * Starts a service beside the shop, on stores of its own that are empty, lets it die or freeze at the point while it
 * starts, and starts it again on what it left. True when it was hit there, and works afterwards.
 */
export async function diesWhileItStarts(house: House, name: string, action: Action, tries = 3): Promise<boolean> {
  const id = randomUUID().slice(0, 8);
  const logFile = join(house.system.dataDir, 'logs', `starting-${id}.log`);
  const setting = action === 'kill' ? name : `${name}=freeze:5600`;
  if (isOfCommand(name))
    return diesInACommand(house, { name, action }, { process: `starting-${id}`, logFile, setting });
  const start = name.startsWith('bus.') ? brokerWith(house, id, logFile) : serviceWith(house, name, id, logFile);
  const first = await start(setting).catch(() => undefined);
  if (first !== undefined) await work(house, name, first).catch(() => undefined);
  await first?.stop();
  const second = await start();
  try {
    await work(house, name, second);
  } finally {
    await second.stop();
  }
  if ((await house.laboratory.hits({ process: `starting-${id}`, name, action })) === 1) return true;
  // On a busy machine the answer that a table was made can be lost: then it was there before, and nothing is passed.
  return tries > 1 && diesWhileItStarts(house, name, action, tries - 1);
}

type Start = (failpoint?: string) => Promise<Engine>;

function serviceWith(house: House, name: string, id: string, logFile: string): Start {
  const { script, env } = environmentFor(house, serviceOf[name] ?? '', id);
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
  ({ system }: House, id: string, logFile: string): Start =>
  (failpoint = '') =>
    startServiceBus({
      dataDir: join(system.dataDir, `starting-${id}`),
      config: emulatorConfig(),
      env: { SERVICE_BUS_EMULATOR_FAILPOINT: failpoint },
      logFile,
    });

/** The environment of the shop's own service, with other stores and a broker that is away: nothing of the shop's reaches it. */
function environmentFor(house: House, service: string, id: string) {
  const found = shopsOwn(house, service);
  const { dataDir } = house.system;
  const own = {
    PORT: '0',
    DYNAMODB_TABLE: `causeway-starting-${id}`,
    SQL_URL: `sqlite:${join(dataDir, 'sql', `starting-${id}.db`)}`,
    S3_BUCKET: `causeway-starting-${id}`,
    SERVICE_BUS_CONNECTION_STRING:
      'Endpoint=sb://localhost:1;SharedAccessKeyName=none;SharedAccessKey=none;UseDevelopmentEmulator=true;',
  };
  return { script: found.script, env: { PATH: process.env.PATH, ...found.env, ...own } };
}

/** What a service is asked to do so that it passes the point, where starting is not enough. */
async function work(house: House, name: string, { endpoint }: Engine): Promise<void> {
  if (name !== 'product.bucket-made') return;
  const authorization = await house.token('merchandiser@causeway.example');
  const post = async (path: string, body: object) => {
    const headers = { authorization, 'content-type': 'application/json' };
    const answer = await fetch(endpoint + path, { method: 'POST', headers, body: JSON.stringify(body) });
    expect([path, answer.status]).toEqual([path, 201]);
    return (await answer.json()) as { id: string }; // of a product, the only one that is read
  };
  const price = { amount: 1, currency: 'EUR' };
  const { id } = await post('/v1/products', { sku: randomUUID(), name: 'Lamp', category: 'tests', price });
  await post(`/v1/products/${id}/images`, { contentType: 'image/png', size: 10 });
}
