import { randomUUID } from 'node:crypto';
import { generatePrivateKey, type SigningKey, signingKeyOf, signServiceToken, signUserToken } from '@causeway/auth';
import { DynamoTable, openDynamo } from '@causeway/stores/dynamo';
import * as z from 'zod';
import type { RunningSystem } from './running-system.js';

const services = ['identity-service', 'order-service', 'notification-service'];

/** Tokens that nobody should accept, each wrong in one way; `good` is right in all of them. */
export async function forgedTokens(system: RunningSystem, issued: string): Promise<Record<string, string>> {
  const key = await signingKeyIn(system);
  const other = signingKeyOf(key.kid, generatePrivateKey());
  const [header, payload, signature] = issued.split('.');
  const claims = {
    issuer: system.url,
    tokenId: randomUUID(),
    at: new Date(),
    audience: services,
    userId: randomUUID(),
    sessionId: randomUUID(),
    roles: ['customer'],
  };
  const unsigned = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url');
  return {
    good: signUserToken(key, claims),
    expired: signUserToken(key, { ...claims, at: new Date(Date.now() - 3_600_000) }),
    'from another issuer': signUserToken(key, { ...claims, issuer: 'http://localhost:1' }),
    'for other services': signUserToken(key, { ...claims, audience: ['payment-sandbox'] }),
    'signed with another key': signUserToken(other, claims),
    'signed with an unknown key': signUserToken({ ...other, kid: 'k9' }, claims),
    "another service's": signServiceToken(key, {
      ...claims,
      audience: 'product-service',
      name: 'x',
      keyId: 'x',
      scope: 'internal',
    }),
    unsigned: `${unsigned}.${payload}.`,
    'with other claims': `${header}.${Buffer.from('{"sub":"admin"}').toString('base64url')}.${signature}`,
    'cut off': issued.slice(0, -4),
    rubbish: 'not-a-token',
  };
}

const keyItem = z.object({ sk: z.string(), privateKey: z.string() });

/** The key that identity-service signs with, from its table: how else could a token be right and expired? */
async function signingKeyIn({ ports }: RunningSystem): Promise<SigningKey> {
  const client = openDynamo({ AWS_REGION: 'eu-west-1', DYNAMODB_ENDPOINT: `http://127.0.0.1:${ports.dynamo}` });
  try {
    const table = new DynamoTable(client, 'causeway-identity');
    const { items } = await table.query({ where: '#pk = :pk', values: { pk: 'KEY' }, limit: 10 });
    const { sk, privateKey } = keyItem.parse(items.at(-1));
    return signingKeyOf(sk, privateKey);
  } finally {
    client.destroy();
  }
}
