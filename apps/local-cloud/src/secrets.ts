import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bridgeGrants, grants } from '@causeway/messaging/topology';
import * as z from 'zod';

const keyOwners = [
  'product-service',
  'order-service',
  'payment-service',
  'notification-service',
  'analytics-service',
  'bridge',
] as const;

const stored = z.object({
  /** Of an earlier version there may be fewer. */
  serviceApiKeys: z.partialRecord(z.enum(keyOwners), z.string()),
  webhookSecret: z.string(),
  providerKey: z.string(),
  cursorSecret: z.string(),
  /** A shared access key of Service Bus for each service that has rights there. */
  serviceBusKeys: z.record(z.string(), z.string()).default({}),
});
type Stored = z.infer<typeof stored>;
export type Secrets = Omit<Stored, 'serviceApiKeys'> & { serviceApiKeys: Record<(typeof keyOwners)[number], string> };

/**
 * The system's own secrets: made at the first start, then kept in the data folder, readable by its owner alone. What a
 * later version needs besides is added.
 *
 * @throws Error in one sentence for a file that is damaged, or that others can read and this user cannot change that
 */
export function secretsIn(dataDir: string): Secrets {
  const file = join(dataDir, 'secrets.json');
  const exists = existsSync(file);
  if (exists) keepFromOthers(file);
  const kept = exists ? read(file) : fresh();
  const secrets = {
    ...kept,
    serviceApiKeys: { ...newApiKeys(), ...kept.serviceApiKeys },
    serviceBusKeys: { ...newBusKeys(), ...kept.serviceBusKeys },
  };
  const isIncomplete =
    Object.keys(secrets.serviceBusKeys).some((name) => !(name in kept.serviceBusKeys)) ||
    Object.keys(secrets.serviceApiKeys).some((name) => !(name in kept.serviceApiKeys));
  if (!exists || isIncomplete) write(file, secrets);
  return secrets;
}

const fresh = (): Stored => ({
  serviceApiKeys: {},
  webhookSecret: `whsec_${randomBytes(24).toString('base64url')}`,
  providerKey: `sk_test_${randomBytes(18).toString('hex')}`,
  cursorSecret: randomBytes(32).toString('base64url'),
  serviceBusKeys: {},
});

/** A copy or an unpacked archive can be open to others. Windows keeps a user's files from others in another way. */
function keepFromOthers(file: string): void {
  if (process.platform === 'win32' || (statSync(file).mode & 0o077) === 0) return;
  try {
    chmodSync(file, 0o600);
  } catch {
    throw new Error(`${file} can be read by others and belongs to somebody else; give it to yourself with mode 600.`);
  }
}

function read(file: string): Stored {
  try {
    return stored.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new Error(`${file} is damaged; put it back from a copy, or start with --fresh to begin with empty stores.`);
  }
}

/** Whole or not at all: half of it would be taken for damaged. */
function write(file: string, secrets: Secrets): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

const apiKey = () => `cwk_${randomBytes(4).toString('hex')}_${randomBytes(32).toString('base64url')}`;

const newApiKeys = (): Secrets['serviceApiKeys'] => ({
  'product-service': apiKey(),
  'order-service': apiKey(),
  'payment-service': apiKey(),
  'notification-service': apiKey(),
  'analytics-service': apiKey(),
  bridge: apiKey(),
});

const newBusKeys = (): Record<string, string> =>
  Object.fromEntries([...grants, ...bridgeGrants].map(({ service }) => [service, randomBytes(32).toString('base64')]));
