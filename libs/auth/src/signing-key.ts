import { createPrivateKey, createPublicKey, generateKeyPairSync, type JsonWebKey, type KeyObject } from 'node:crypto';
import * as z from 'zod';

/** A private key on the curve P-256 and the name (`kid`) under which its public half is published. */
export type SigningKey = { kid: string; privateKey: KeyObject };

/** The public half as RFC 7517 writes it. */
export type PublicJwk = z.infer<typeof publicJwk>;

const publicJwk = z.object({
  kid: z.string().min(1),
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  alg: z.literal('ES256'),
  use: z.literal('sig'),
  x: z.string(),
  y: z.string(),
});

/** `GET /.well-known/jwks.json`; keys of other kinds are left for those who know them. */
export const jwks = z.object({ keys: z.array(publicJwk.or(z.looseObject({}).transform(() => undefined))) });

/** A fresh private key in PKCS #8, PEM. */
export const generatePrivateKey = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** @throws Error when the text is not a private key in PEM. */
export const signingKeyOf = (kid: string, pem: string): SigningKey => ({ kid, privateKey: createPrivateKey(pem) });

/** What verifiers may know of a signing key. */
export function publicJwkOf({ kid, privateKey }: SigningKey): PublicJwk {
  const { kty, crv, x, y } = createPublicKey(privateKey).export({ format: 'jwk' });
  return publicJwk.parse({ kid, kty, crv, alg: 'ES256', use: 'sig', x, y });
}

/** @throws Error when the point is not on the curve. */
export const verifyingKeyOf = ({ kty, crv, x, y }: PublicJwk): KeyObject =>
  createPublicKey({ key: { kty, crv, x, y } satisfies JsonWebKey, format: 'jwk' });
