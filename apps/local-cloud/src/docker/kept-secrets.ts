import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { type Secrets, secretsIn } from '../secrets.js';

/** The services that keep SQL, with the name of what they keep. */
export const sqlKeepers = {
  'payment-service': 'payments',
  'notification-service': 'notifications',
  'analytics-service': 'analytics',
} as const;
export type SqlKeeper = keyof typeof sqlKeepers;

const password = z.string().min(16);
const passwords = z.object({
  administrator: password,
  sql: z.object({ 'payment-service': password, 'notification-service': password, 'analytics-service': password }),
});
export type KeptSecrets = Secrets & z.infer<typeof passwords>;

/** The secrets of a shop in Docker: made at the first start, then the same as long as their folder is there. */
export function keptSecrets(folder: string): KeptSecrets {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return { ...secretsIn(folder), ...passwordsIn(join(folder, 'passwords.json')) };
}

function passwordsIn(file: string): z.infer<typeof passwords> {
  if (existsSync(file)) return passwords.parse(JSON.parse(readFileSync(file, 'utf8')));
  const made = {
    administrator: random(),
    sql: { 'payment-service': random(), 'notification-service': random(), 'analytics-service': random() },
  };
  writeFileSync(`${file}.new`, JSON.stringify(made), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return made;
}

const random = () => randomBytes(24).toString('base64url');
