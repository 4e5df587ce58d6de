import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { type Emulator, startEmulator } from '@causeway/service-bus-emulator';
import { ServiceBus } from '../src/service-bus.js';
import { aPoint } from './a-point.js';

const issuer = 'https://sts.windows.net/22222222-2222-4222-8222-222222222222/';
const principal = '44444444-4444-4444-8444-444444444444';
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** As Entra signs it. */
function aToken(aud: string, seconds: number): { token: string; expiresOn: number } {
  const exp = Math.floor(Date.now() / 1000) + seconds;
  const signed = `${part({ alg: 'RS256', kid: 'k1' })}.${part({ aud, iss: issuer, sub: principal, exp, jti: randomUUID() })}`;
  return {
    token: `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`,
    expiresOn: exp,
  };
}

const before = { ...process.env };
const authorities = getCACertificates('default');
const asked: string[] = [];
let identity: Server;
let emulator: Emulator;

beforeAll(async () => {
  identity = createServer(({ url = '/' }, response) => {
    const resource = new URL(url, 'http://identity').searchParams.get('resource') ?? '';
    asked.push(resource);
    const { token, expiresOn } = aToken(resource, 3600);
    const answer = { access_token: token, expires_on: `${expiresOn}`, resource, token_type: 'Bearer' };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  identity.listen(0, '127.0.0.1');
  await once(identity, 'listening');
  const { port } = identity.address() as AddressInfo; // it listens on a port
  Object.assign(process.env, {
    IDENTITY_ENDPOINT: `http://127.0.0.1:${port}/msi/token`,
    IDENTITY_HEADER: 'of this test',
    AZURE_CLIENT_ID: '33333333-3333-4333-8333-333333333333',
  });
  emulator = await startEmulator({
    config: {
      UserConfig: {
        Namespaces: [
          { Name: 'test', Topics: [{ Name: 'orders', Subscriptions: [{ Name: 'all' }] }, { Name: 'payments' }] },
        ],
      },
    },
    memory: true,
    tenant: {
      issuer,
      keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }],
      assignments: [{ principal, rights: ['Send'], entity: 'orders' }],
    },
  });
  setDefaultCACertificates([...authorities, await emulator.certificate()]);
});

afterAll(async () => {
  process.env = before;
  setDefaultCACertificates(authorities);
  identity.close();
  identity.closeAllConnections();
  await emulator.stop();
});

const anEvent = { body: 'of this test', messageId: 'a' };

it('a bus at an address without a key is shown a token of the process, for what the process may do there', async () => {
  const bus = new ServiceBus(`Endpoint=sb://localhost:${emulator.port}/`);
  await bus.send(aPoint, 'orders', anEvent);
  await bus.send(aPoint, 'orders', { ...anEvent, messageId: 'b' });
  expect(emulator.counts()['orders/Subscriptions/all']?.active).toBe(2);
  expect(asked).toEqual(['https://servicebus.azure.net/']);
  const refusal = { code: 'UnauthorizedAccess', message: expect.stringContaining("'Send' claim(s) are required") };
  await expect(bus.send(aPoint, 'payments', anEvent)).rejects.toMatchObject({
    errors: expect.arrayContaining([expect.objectContaining(refusal)]),
  });
  await bus.close();
});
