import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { generate } from 'selfsigned';
import { openBlob } from '../src/blob.js';
import { openSql } from '../src/sql.js';
import { aPoint } from './a-point.js';
import { type ManagedIdentity, startManagedIdentity } from './managed-identity.js';
import type { Login } from './tds/requests.js';
import { Databases } from './tds/sqlite-databases.js';
import { SqliteSession } from './tds/sqlite-session.js';
import { startTdsServer, type TdsServer } from './tds/tds-server.js';

const before = { ...process.env };
let identity: ManagedIdentity;

beforeAll(async () => {
  identity = await startManagedIdentity();
  Object.assign(process.env, identity.environment);
});
afterAll(async () => {
  process.env = before;
  await identity.close();
});
beforeEach(() => {
  identity.asked.length = 0;
});

describe('a database whose address holds nobody', () => {
  let server: TdsServer;
  const logIns: Login[] = [];

  beforeAll(async () => {
    const databases = new Databases();
    server = await startTdsServer((login) => {
      logIns.push(login);
      return new SqliteSession(databases, login.database);
    });
  });
  afterAll(() => server.close());

  it('is logged in to with a token, and a new connection gets one that is good then', async () => {
    identity.life.seconds = 200;
    const store = openSql(`mssql://127.0.0.1:${server.port}/master?encrypt=false`);
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    await store.ping();
    const transactions = [1, 2].map(() => store.transaction(aPoint, () => held));
    letGo();
    await Promise.all(transactions);
    await store.close();
    expect(logIns.length).toBeGreaterThan(1);
    expect(identity.asked).toEqual(logIns.map(() => 'https://database.windows.net'));
    expect(logIns.map(({ token }) => token)).toEqual(logIns.map((_login, at) => `token ${at + 1}`));
    expect(logIns.every(({ user, password }) => user === '' && password === '')).toBe(true);
  });
});

describe('a storage account whose address holds no key', () => {
  const authorities = getCACertificates('default');
  let storage: Server;
  let url: string;
  const shown: (string | undefined)[] = [];

  beforeAll(async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'Storage' }], {
      keyType: 'ec',
      algorithm: 'sha256',
      extensions: [
        { name: 'basicConstraints', cA: true, critical: true },
        { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
      ],
    });
    storage = createServer({ key, cert }, (request, response) => {
      shown.push(request.headers.authorization);
      response
        .writeHead(200, { 'content-type': 'application/xml' })
        .end('<?xml version="1.0"?><StorageServiceProperties></StorageServiceProperties>');
    });
    storage.listen(0, '127.0.0.1');
    await once(storage, 'listening');
    url = `https://127.0.0.1:${(storage.address() as AddressInfo).port}/`; // it listens on a port
    setDefaultCACertificates([...authorities, cert]);
  });
  afterAll(() => {
    setDefaultCACertificates(authorities);
    storage.close();
    storage.closeAllConnections();
  });

  it('is shown a token of the process', async () => {
    identity.life.seconds = 3600;
    const blobs = openBlob(`BlobEndpoint=${url}`);
    await blobs.ping();
    await blobs.ping();
    expect(identity.asked).toEqual(['https://storage.azure.com']);
    expect(shown).toEqual(['Bearer token 1', 'Bearer token 1']);
  });
});
