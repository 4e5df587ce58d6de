import { azureCredential } from '@causeway/runtime/cloud-identity';
import type { config } from 'mssql';

/**
 * The settings of the pool for `mssql://user:password@host:port/database?encrypt=true&trustServerCertificate=false`.
 * Without a database it is the login's own. Without user and password the process is who it is for Azure
 * (`azureCredential`): each new connection of the pool asks for a token that is good then. One that is open stays so when
 * its token ends.
 *
 * A connection gets 15 s, since the first one to a paused Azure database is slow; a statement has 5 s until its first row;
 * who finds all ten connections lent waits 5 s for one. A connection is looked at before it is lent (`socket`), which
 * costs no round trip; `mssql` would ask the server.
 */
export function poolConfig(url: string): config {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  const database = decodeURIComponent(pathname.slice(1));
  return {
    server: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? 1433 : Number(port),
    ...(username === '' && password === ''
      ? identified()
      : { user: decodeURIComponent(username), password: decodeURIComponent(password) }),
    ...(database === '' ? {} : { database }),
    connectionTimeout: 15_000,
    requestTimeout: 5000,
    validateConnection: 'socket',
    pool: { max: 10, min: 0, acquireTimeoutMillis: 5000, createTimeoutMillis: 20_000, idleTimeoutMillis: 30_000 },
    options: {
      encrypt: searchParams.get('encrypt') !== 'false',
      trustServerCertificate: searchParams.get('trustServerCertificate') === 'true',
      enableArithAbort: true,
      // A taken key must not end the transaction: `insertIfAbsent` goes on after it.
      abortTransactionOnError: false,
      appName: 'causeway',
    },
  };
}

/** Whether nobody but the server the URL names can read what it is told. */
export const isProvenAndEncrypted = ({ searchParams }: URL): boolean =>
  searchParams.get('encrypt') !== 'false' && searchParams.get('trustServerCertificate') !== 'true';

/** `tedious` (20) asks for the token itself, for the resource that the server names; the types of `mssql` do not know that yet. */
const identified = (): Pick<config, 'authentication'> =>
  ({
    authentication: { type: 'token-credential', options: { credential: azureCredential() } },
  }) as unknown as Pick<config, 'authentication'>;
