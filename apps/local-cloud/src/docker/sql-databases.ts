import { createDatabase, createOwner, dropDatabase } from '@causeway/engines';
import { type SqlKeeper, sqlKeepers } from './kept-secrets.js';

type SqlUrls = Record<SqlKeeper, string>;

/** A file for each service, in the folder that its container has for its data. */
export const sqlFiles: SqlUrls = {
  'payment-service': 'sqlite:/data/payments.db',
  'notification-service': 'sqlite:/data/notifications.db',
  'analytics-service': 'sqlite:/data/analytics.db',
};

/** The server in a container, whose certificate is its own. */
export function sqlServerUrl(host: string, password: string): string {
  const url = new URL(`mssql://sa@${host}:1433?encrypt=true&trustServerCertificate=true`);
  url.password = password;
  return url.href;
}

/**
 * A database for each service on one server, with a log-in that owns it and reaches no other. Readers see the last committed
 * state, as on Azure.
 *
 * @param fresh whether what is in them belongs to a shop that is gone
 * @throws Error in one sentence when the server refuses
 */
export async function sqlDatabases(
  serverUrl: string,
  passwords: Readonly<Record<SqlKeeper, string>>,
  fresh: boolean,
): Promise<SqlUrls> {
  const urls = { ...sqlFiles };
  for (const [service, name] of Object.entries(sqlKeepers)) {
    const keeper = service as SqlKeeper; // the keys of the map
    const database = `causeway_${name}`;
    if (fresh) await dropDatabase(serverUrl, database);
    await createDatabase(serverUrl, database, true);
    urls[keeper] = await createOwner(serverUrl, database, { user: name, password: passwords[keeper] });
  }
  return urls;
}
