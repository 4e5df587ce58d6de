import { createPublicKey, generateKeyPairSync, type JsonWebKey, randomUUID } from 'node:crypto';
import jwt from 'jsonwebtoken';

/** Who signs tokens (RS256), and what others check them with. */
export type TokenIssuer = {
  url: string;
  jwks: { keys: (JsonWebKey & { kid: string })[] };
  sign(claims: { aud: string; sub: string }, lifeInSeconds: number): string;
};

export type Proof = { issuer: TokenIssuer; audience: string; subject: string };

export function anIssuer(url: string): TokenIssuer {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const kid = randomUUID();
  return {
    url,
    jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), kid }] },
    sign: (claims, lifeInSeconds) => {
      const now = Math.floor(Date.now() / 1000);
      const times = { iat: now - 600, nbf: now - 600, exp: now + lifeInSeconds };
      return jwt.sign({ ...claims, ...times, iss: url, jti: randomUUID() }, privateKey, {
        algorithm: 'RS256',
        keyid: kid,
      });
    },
  };
}

/** What is wrong with a token, in the words of `jsonwebtoken`; undefined when it is all that it has to be. */
export function faultOf(token: string, { issuer, audience, subject }: Proof): string | undefined {
  const kid = jwt.decode(token, { complete: true })?.header.kid;
  const key = issuer.jwks.keys.find((one) => one.kid === kid);
  if (key === undefined) return 'signed with an unknown key';
  try {
    const publicKey = createPublicKey({ key, format: 'jwk' });
    jwt.verify(token, publicKey, { algorithms: ['RS256'], issuer: issuer.url, audience, subject });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
