import { generateKeyPairSync, sign } from 'node:crypto';
import { ServiceBusClient } from '@azure/service-bus';
import { entities, keys } from './access-keys.js';
import { eventually, next, type Running, startWith } from './emulator.js';

const issuer = 'https://sts.windows.net/22222222-2222-4222-8222-222222222222/';
const audience = 'https://servicebus.azure.net';
const ofTenant = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ofNobody = generateKeyPairSync('rsa', { modulusLength: 2048 });

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

type Claims = { aud: string; iss: string; sub: string; exp: number; nbf?: number };

/** A token as Entra makes one, of a principal with this object id. */
function aToken(sub: string, changed: Partial<Claims> = {}, { privateKey } = ofTenant): string {
  const claims: Claims = { aud: audience, iss: issuer, sub, exp: Math.floor(Date.now() / 1000) + 3600, ...changed };
  const signed = `${part({ alg: 'RS256', kid: 'k1', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
}

let bus: Running;
const clients: ServiceBusClient[] = [];

beforeAll(async () => {
  bus = await startWith(entities, {
    keys,
    tenant: {
      issuer,
      keys: [{ ...ofTenant.publicKey.export({ format: 'jwk' }), kid: 'k1' }],
      assignments: [
        { principal: 'sender', rights: ['Send'] },
        { principal: 'owner', rights: ['Send', 'Listen', 'Manage'] },
        { principal: 'of-work', rights: ['Listen', 'Send'], entity: 'work' },
      ],
    },
  });
});

afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await bus.stop();
});

/** A client that shows the token over TLS, as it does with every credential. */
function withToken(token: string | (() => string)): ServiceBusClient {
  const getToken = async () => ({
    token: typeof token === 'string' ? token : token(),
    expiresOnTimestamp: Date.now() + 3_600_000,
  });
  const client = new ServiceBusClient(`localhost:${bus.port}`, { getToken }, { retryOptions: { maxRetries: 0 } });
  clients.push(client);
  // Of its insides, what it connects with: the emulator's certificate is its own.
  const { _connectionContext: context } = client as unknown as {
    _connectionContext: { connection: { options: object } };
  };
  Object.assign(context.connection.options, { rejectUnauthorized: false });
  return client;
}

const send = (client: ServiceBusClient, to = 'work') => client.createSender(to).sendMessages({ body: to });
const unauthorized = (sentence: string) => ({
  code: 'UnauthorizedAccess',
  message: expect.stringContaining(sentence),
});

it('a token of the tenant allows what its principal was assigned, over TLS', async () => {
  const client = withToken(aToken('owner'));
  await send(client);
  const receiver = client.createReceiver('work');
  await receiver.completeMessage(await next(receiver));
});

it.each([['https://servicebus.azure.net/'], [audience]])('a token for %s is for the service', async (aud) => {
  await send(withToken(aToken('sender', { aud })), 'other');
});

it('a principal is refused what it was not assigned', async () => {
  await expect(withToken(aToken('sender')).createReceiver('work').receiveMessages(1)).rejects.toMatchObject(
    unauthorized("'Listen' claim(s)"),
  );
  await send(withToken(aToken('of-work')));
  await expect(send(withToken(aToken('of-work')), 'other')).rejects.toMatchObject(unauthorized("'Send' claim(s)"));
  await expect(send(withToken(aToken('stranger')))).rejects.toMatchObject(unauthorized("'Send' claim(s)"));
});

it.each([
  ['of another tenant', () => aToken('owner', { iss: 'https://sts.windows.net/other/' }), 'InvalidIssuer'],
  ['for another service', () => aToken('owner', { aud: 'https://vault.azure.net' }), 'InvalidAudience'],
  ['that nobody we know has signed', () => aToken('owner', {}, ofNobody), 'InvalidSignature'],
  ['that has ended', () => aToken('owner', { exp: 1_700_000_000 }), 'ExpiredToken'],
  ['that is not good yet', () => aToken('owner', { nbf: 32_000_000_000 }), 'InvalidToken'],
  ['that is none', () => 'a.b.c', 'MalformedToken'],
])('a token %s is refused', async (_what, token, code) => {
  await expect(send(withToken(token()))).rejects.toMatchObject(unauthorized(code));
});

it('a link ends with its token', async () => {
  const exp = Math.floor(Date.now() / 1000) + 3;
  const codes: string[] = [];
  withToken(aToken('owner', { exp }))
    .createReceiver('workshop')
    .subscribe({
      processMessage: async () => undefined,
      processError: async ({ error }) => void codes.push('code' in error ? String(error.code) : error.message),
    });
  await eventually(() => expect(codes).toContain('UnauthorizedAccess'));
  expect(Date.now()).toBeGreaterThanOrEqual(exp * 1000);
});
