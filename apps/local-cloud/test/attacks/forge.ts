import { createHmac, createPublicKey, type KeyObject, randomUUID, sign } from 'node:crypto';
import { generatePrivateKey, publicJwkOf, type SigningKey, signingKeyOf } from '@causeway/auth';
import { DynamoTable, openDynamo } from '@causeway/stores/dynamo';
import * as z from 'zod';
import type { RunningSystem } from '../system/running-system.js';

export type Json = Record<string, unknown>;

const audience = [
  'identity-service',
  'product-service',
  'order-service',
  'payment-service',
  'notification-service',
  'analytics-service',
];
const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * Makes tokens as nobody outside can: with the shop's own signing key, so that a token is wrong in the one thing that is
 * tried and right in all others.
 */
export class Forge {
  readonly key: SigningKey;
  readonly #issuer: string;

  private constructor(key: SigningKey, issuer: string) {
    this.key = key;
    this.#issuer = issuer;
  }

  static async open({ ports, url }: RunningSystem): Promise<Forge> {
    const client = openDynamo({ AWS_REGION: 'eu-west-1', DYNAMODB_ENDPOINT: `http://127.0.0.1:${ports.dynamo}` });
    try {
      const table = new DynamoTable(client, 'causeway-identity');
      const { items } = await table.query({ where: '#pk = :pk', values: { pk: 'KEY' }, limit: 10 });
      const { sk, privateKey } = z.object({ sk: z.string(), privateKey: z.string() }).parse(items.at(0));
      return new Forge(signingKeyOf(sk, privateKey), url);
    } finally {
      client.destroy();
    }
  }

  get header(): Json {
    return { alg: 'ES256', typ: 'at+jwt', kid: this.key.kid };
  }

  /** What a person's token says, with some of it changed; undefined leaves a claim out. */
  claims(changes: Json = {}): Json {
    const now = Math.floor(Date.now() / 1000);
    const person = { sub: randomUUID(), sid: randomUUID(), roles: ['customer', 'analyst'], aud: audience };
    return { iss: this.#issuer, ...person, jti: randomUUID(), iat: now, exp: now + 600, ...changes };
  }

  /** A token of these claims and this header, signed with the shop's key or another. */
  token(claims: Json = {}, header: Json = {}, key: KeyObject = this.key.privateKey): string {
    const signed = `${encoded({ ...this.header, ...header })}.${encoded(this.claims(claims))}`;
    const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
    return `${signed}.${signature.toString('base64url')}`;
  }

  /** The same with any signature. */
  signedBy(signature: (signed: string) => Buffer, header: Json = {}, claims: Json = {}): string {
    const signed = `${encoded({ ...this.header, ...header })}.${encoded(this.claims(claims))}`;
    return `${signed}.${signature(signed).toString('base64url')}`;
  }

  /** As an HMAC over the public key, which everybody knows. */
  withPublicKeyAsSecret(secret: string): string {
    return this.signedBy((signed) => createHmac('sha256', secret).update(signed).digest(), { alg: 'HS256' });
  }

  get publicPem(): string {
    return createPublicKey(this.key.privateKey).export({ type: 'spki', format: 'pem' }).toString();
  }

  get publicJwk(): Json {
    return publicJwkOf(this.key);
  }

  /** A key of the attacker's own. */
  readonly foreign: SigningKey = signingKeyOf('k1', generatePrivateKey());
}
