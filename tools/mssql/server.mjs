import { databasesOf, dropDatabase, versionOf } from '@causeway/engines';

/** One line about the server. @throws Error in one sentence when it does not answer */
export const nameOfServer = async (url) => `${new URL(url).host}: ${await versionOf(url)}`;

/** Drops every database of this run. */
export async function dropDatabases(url, prefix) {
  for (const name of await databasesOf(url)) if (name.startsWith(prefix)) await dropDatabase(url, name);
}
