import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Who writes to files: with SQL in files the services that keep SQL, the provider, and the stand-ins. */
const owners = ['payment-service', 'notification-service', 'analytics-service', 'payment-sandbox', 'stand-ins'];

/** Makes a folder of the volume for each. */
export function makeDataFolders(volume: string): void {
  for (const owner of owners) mkdirSync(join(volume, owner), { recursive: true });
}

/** Empties them, and leaves them there: a container may have them mounted. */
export function emptyDataFolders(volume: string): void {
  for (const owner of owners) {
    for (const entry of readdirSync(join(volume, owner))) rmSync(join(volume, owner, entry), { recursive: true });
  }
}
