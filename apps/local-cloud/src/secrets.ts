import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const keyOwners = [
  'product-service',
  'order-service',
  'payment-service',
  'notification-service',
  'analytics-service',
] as const;

const stored = z.object({
  serviceApiKeys: z.record(z.enum(keyOwners), z.string()),
  webhookSecret: z.string(),
  providerKey: z.string(),
  cursorSecret: z.string(),
});
export type Secrets = z.infer<typeof stored>;

/** The system's own secrets: made at the first start, then kept in the data folder, readable by its owner alone. */
export function secretsIn(dataDir: string): Secrets {
  const file = join(dataDir, 'secrets.json');
  if (existsSync(file)) return read(file);
  const secrets: Secrets = {
    serviceApiKeys: {
      'product-service': apiKey(),
      'order-service': apiKey(),
      'payment-service': apiKey(),
      'notification-service': apiKey(),
      'analytics-service': apiKey(),
    },
    webhookSecret: `whsec_${randomBytes(24).toString('base64url')}`,
    providerKey: `sk_test_${randomBytes(18).toString('hex')}`,
    cursorSecret: randomBytes(32).toString('base64url'),
  };
  writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  return secrets;
}

function read(file: string): Secrets {
  try {
    return stored.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new Error(`${file} is damaged; put it back from a copy, or start with --fresh to begin with empty stores.`);
  }
}

const apiKey = () => `cwk_${randomBytes(4).toString('hex')}_${randomBytes(32).toString('base64url')}`;
