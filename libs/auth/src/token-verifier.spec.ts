import { jest } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { generatePrivateKey, publicJwkOf, signingKeyOf, verifyingKeyOf } from './signing-key.js';
import { verifierOver } from './token-verifier.js';
import { signServiceToken, signUserToken } from './tokens.js';

const issuer = 'https://shop.example';
const audience = 'order-service';
const key = signingKeyOf('k1', generatePrivateKey());
const otherKey = signingKeyOf('k1', generatePrivateKey());
const userId = '0193a2b4-0000-7000-8000-000000000001';

const issued = (at = new Date()) => ({ issuer, tokenId: 'j1', at });
const userToken = (overrides: { at?: Date; audience?: string[]; roles?: string[]; signedWith?: typeof key } = {}) =>
  signUserToken(overrides.signedWith ?? key, {
    ...issued(overrides.at),
    audience: overrides.audience ?? ['payment-service', audience],
    userId,
    sessionId: 's1',
    roles: overrides.roles ?? ['customer'],
  });
const serviceToken = (callee: string) =>
  signServiceToken(key, { ...issued(), audience: callee, name: 'payment-service', keyId: 'k1', scope: 'internal' });

/** Signs anything, as an attacker who holds a key would, or as a bug would. */
function craft(claims: object, header: object = {}, algorithm: jwt.Algorithm = 'ES256'): string {
  const now = Math.floor(Date.now() / 1000);
  const whole = {
    iss: issuer,
    aud: [audience],
    sub: userId,
    sid: 's1',
    roles: [],
    jti: 'j',
    iat: now,
    exp: now + 60,
    ...claims,
  };
  return jwt.sign(JSON.stringify(whole), key.privateKey, {
    algorithm,
    header: { alg: algorithm, typ: 'at+jwt', kid: 'k1', ...header },
  });
}

function aVerifier() {
  const ended = new Set<string>();
  const find = jest.fn(async (kid: string) => (kid === 'k1' ? verifyingKeyOf(publicJwkOf(key)) : undefined));
  const withdrawn = new Set<string>();
  const keys = { find, stands: (kid: string) => !withdrawn.has(kid) };
  const revocations = { has: (id: string) => ended.has(id), caughtUp: () => undefined, stop: () => undefined };
  return { ...verifierOver({ issuer, audience, keys, revocations }), ended, withdrawn, find };
}

describe('a verifier of tokens', () => {
  it('believes no token it remembers before it has caught up with the sessions that ended', async () => {
    const ended = new Set<string>();
    let catchingUp: Promise<void> | undefined;
    const verifier = verifierOver({
      issuer,
      audience,
      keys: { find: async () => verifyingKeyOf(publicJwkOf(key)), stands: () => true },
      revocations: { has: (id) => ended.has(id), caughtUp: () => catchingUp, stop: () => undefined },
    });
    const token = userToken();
    await verifier.verify(token);
    expect(verifier.remembered(token)).toBeDefined();
    catchingUp = Promise.resolve().then(() => {
      ended.add('s1');
      catchingUp = undefined;
    });
    expect(verifier.remembered(token)).toBeUndefined();
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'invalid-token' });
  });

  it('knows a person with roles and session', async () => {
    const principal = await aVerifier().verify(userToken({ roles: ['customer', 'support'] }));
    expect(principal).toEqual({ kind: 'user', userId, roles: ['customer', 'support'], sessionId: 's1' });
  });

  it('knows a service that calls this one', async () => {
    expect(await aVerifier().verify(serviceToken(audience))).toEqual({
      kind: 'service',
      name: 'payment-service',
      keyId: 'k1',
    });
  });

  it('knows a partner by its scopes, and leaves out one it has never heard of', async () => {
    const claims = { audience, name: 'erp', keyId: 'k2', scope: 'orders:read orders:invent' };
    expect(await aVerifier().verify(signServiceToken(key, { ...issued(), ...claims }))).toEqual({
      kind: 'partner',
      name: 'erp',
      keyId: 'k2',
      scopes: ['orders:read'],
    });
  });

  it('leaves out a role it has never heard of', async () => {
    expect(await aVerifier().verify(userToken({ roles: ['customer', 'astronaut'] }))).toMatchObject({
      roles: ['customer'],
    });
  });

  it.each([
    ['rubbish', 'rubbish'],
    ['three parts of rubbish', 'a.b.c'],
    ['one signed with another key', userToken({ signedWith: otherKey })],
    ['one for other services', userToken({ audience: ['payment-service'] })],
    ['a service token for another service', serviceToken('product-service')],
    ['an expired one', userToken({ at: new Date(Date.now() - 901_000) })],
    ['one of another issuer', craft({ iss: 'https://evil.example' })],
    ['one without expiry', craft({ exp: undefined })],
    ['one without issue time', craft({ iat: undefined })],
    ['one without an id', craft({ jti: undefined })],
    ['one without a subject', craft({ sub: undefined })],
    ['one of a person without a session', craft({ sid: undefined })],
    ['one that is a session and a service', craft({ sub: 'service:x', aud: audience, scope: '' })],
    ['an ID token', craft({}, { typ: 'JWT' })],
    ['one that brings its key', craft({}, { jwk: publicJwkOf(otherKey) })],
    ['one that says where its key is', craft({}, { jku: 'https://evil.example/jwks.json' })],
    ['one that brings a certificate', craft({}, { x5u: 'https://evil.example/cert' })],
    ['one that demands an extension', craft({}, { crit: ['b64'], b64: false })],
    ['one of an unknown key', craft({}, { kid: 'k9' })],
    ['one without a signature', `${craft({}).split('.').slice(0, 2).join('.')}.`],
    [
      'one without an algorithm',
      jwt.sign({ sub: userId }, '', { algorithm: 'none', header: { alg: 'none', typ: 'at+jwt', kid: 'k1' } }),
    ],
    [
      'one signed with the public key as a secret',
      jwt.sign({ sub: userId }, JSON.stringify(publicJwkOf(key)), {
        header: { alg: 'HS256', typ: 'at+jwt', kid: 'k1' },
      }),
    ],
  ])('refuses %s', async (_what, token) => {
    await expect(aVerifier().verify(token)).rejects.toMatchObject({ code: 'invalid-token' });
  });

  it('asks for no key when a token is not one of ours', async () => {
    const verifier = aVerifier();
    await expect(verifier.verify(craft({}, { typ: 'JWT' }))).rejects.toMatchObject({ code: 'invalid-token' });
    expect(verifier.find).not.toHaveBeenCalled();
  });

  it('remembers a token it has verified', async () => {
    const verifier = aVerifier();
    const token = userToken();
    expect(verifier.remembered(token)).toBeUndefined();
    const principal = await verifier.verify(token);
    expect(verifier.remembered(token)).toBe(principal);
    await verifier.verify(token);
    expect(verifier.find).toHaveBeenCalledTimes(1);
  });

  it('forgets it when it expires', async () => {
    const verifier = aVerifier();
    const token = userToken({ at: new Date(Date.now() - 897_000) });
    await verifier.verify(token);
    expect(verifier.remembered(token)).toBeDefined();
    const deadline = Date.now() + 15_000;
    while (verifier.remembered(token) !== undefined && Date.now() < deadline) {
      await new Promise((go) => setTimeout(go, 50));
    }
    expect(verifier.remembered(token)).toBeUndefined();
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'invalid-token' });
  });

  it('refuses the tokens of a session that has ended, remembered or not', async () => {
    const verifier = aVerifier();
    const remembered = userToken();
    await verifier.verify(remembered);
    verifier.ended.add('s1');
    expect(() => verifier.remembered(remembered)).toThrow('The session has ended.');
    await expect(verifier.verify(craft({}))).rejects.toMatchObject({ code: 'invalid-token' });
  });

  it('judges a remembered token anew when its key was withdrawn', async () => {
    const verifier = aVerifier();
    const token = userToken();
    await verifier.verify(token);
    verifier.withdrawn.add('k1');
    expect(verifier.remembered(token)).toBeUndefined();
    verifier.find.mockResolvedValue(undefined);
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'invalid-token' });
  });

  it('recognises a remembered token in a few microseconds', async () => {
    const verifier = aVerifier();
    const token = userToken();
    await verifier.verify(token);
    const start = process.cpuUsage();
    for (let i = 0; i < 10_000; i += 1) verifier.remembered(token);
    expect(process.cpuUsage(start).user / 10_000).toBeLessThan(100);
  });
});
