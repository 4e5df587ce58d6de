import { sign } from 'node:crypto';
import { publicJwkOf } from '@causeway/auth';
import { problem } from '@causeway/data-model';
import { eventually } from '@causeway/testing';
import { ask, codeOf } from '../system/api.js';
import { aCustomer, logIn } from '../system/people.js';
import type { Shop } from '../system/shop.js';
import { onlyOnServers, type ShopTest } from '../system/shop-test.js';
import { Forge } from './forge.js';
import { everyWayIn, servicesOf } from './targets.js';

const halves = (token: string): [string, string, string] => {
  const [header = '', payload = '', signature = ''] = token.split('.');
  return [header, payload, signature];
};
const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Tokens that nobody should honour, by what is wrong with each. */
const forgeries: Record<string, (forge: Forge, good: string) => string> = {
  'is unsigned': (forge) => forge.signedBy(() => Buffer.alloc(0), { alg: 'none' }),
  'is unsigned, in mixed case': (forge) => forge.signedBy(() => Buffer.alloc(0), { alg: 'nOnE' }),
  'is an HMAC with the public key, PEM': (forge) => forge.withPublicKeyAsSecret(forge.publicPem),
  'is an HMAC with the public key, JWK': (forge) => forge.withPublicKeyAsSecret(JSON.stringify(forge.publicJwk)),
  'is an HMAC with nothing': (forge) => forge.withPublicKeyAsSecret(''),
  'is signed with a key of the attacker': (forge) => forge.token({}, {}, forge.foreign.privateKey),
  'is signed with a key of the attacker under an invented name': (forge) =>
    forge.token({}, { kid: 'k99' }, forge.foreign.privateKey),
  'names no key': (forge) => forge.token({}, { kid: undefined }),
  'names its key by a path': (forge) => forge.token({}, { kid: '../../k1' }),
  'names its key by a statement': (forge) => forge.token({}, { kid: "k1' OR '1'='1" }),
  'names its key by a number': (forge) => forge.token({}, { kid: 1 }),
  'names its key by a kilobyte': (forge) => forge.token({}, { kid: 'k'.repeat(1000) }),
  'brings its key (jwk)': (forge) => forge.token({}, { jwk: publicJwkOf(forge.foreign) }, forge.foreign.privateKey),
  'brings its key and is signed right': (forge) => forge.token({}, { jwk: forge.publicJwk }),
  'says where its key is (jku)': (forge) => forge.token({}, { jku: 'https://evil.example/jwks.json' }),
  'says where its certificate is (x5u)': (forge) => forge.token({}, { x5u: 'https://evil.example/cert.pem' }),
  'brings a certificate (x5c)': (forge) => forge.token({}, { x5c: ['MIIB'] }),
  'demands an extension (crit)': (forge) => forge.token({}, { crit: ['b64'], b64: false }),
  'is of the type JWT': (forge) => forge.token({}, { typ: 'JWT' }),
  'is of no type': (forge) => forge.token({}, { typ: undefined }),
  'is an ID token': (forge) => forge.token({ nonce: 'n' }, { typ: 'id+jwt' }),
  'says ES384': (forge) => forge.token({}, { alg: 'ES384' }),
  'says RS256': (forge) => forge.token({}, { alg: 'RS256' }),
  'has expired': (forge) => forge.token({ exp: Math.floor(Date.now() / 1000) - 1 }),
  'is not valid yet': (forge) => forge.token({ nbf: Math.floor(Date.now() / 1000) + 300 }),
  'never expires': (forge) => forge.token({ exp: undefined }),
  'expires by a text': (forge) => forge.token({ exp: '2099-01-01' }),
  'does not say when it was issued': (forge) => forge.token({ iat: undefined }),
  'has no id': (forge) => forge.token({ jti: undefined }),
  'is about nobody': (forge) => forge.token({ sub: undefined }),
  'is about somebody with an odd id': (forge) => forge.token({ sub: 'admin' }),
  'belongs to no session': (forge) => forge.token({ sid: undefined }),
  'names no roles': (forge) => forge.token({ roles: undefined }),
  'names its role by a text': (forge) => forge.token({ roles: 'admin' }),
  'is another issuer’s': (forge) => forge.token({ iss: 'https://evil.example' }),
  'is nobody’s': (forge) => forge.token({ iss: undefined }),
  'is for others': (forge) => forge.token({ aud: ['payment-sandbox'] }),
  'is for nobody': (forge) => forge.token({ aud: undefined }),
  'is for everybody': (forge) => forge.token({ aud: '*' }),
  'is a person’s and a service’s at once': (forge) => forge.token({ sub: 'service:order-service', scope: 'internal' }),
  'has other claims than were signed': (_, good) => {
    const [header, payload, signature] = halves(good);
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    return `${header}.${encoded({ ...claims, roles: ['admin'] })}.${signature}`;
  },
  'has lost its signature': (_, good) => `${halves(good).slice(0, 2).join('.')}.`,
  'has a shorter signature': (_, good) => good.slice(0, -8),
  'has a signature of zeros': (forge) => forge.signedBy(() => Buffer.alloc(64)),
  'has its signature in DER': (forge) =>
    forge.signedBy((signed) => sign('sha256', Buffer.from(signed), { key: forge.key.privateKey, dsaEncoding: 'der' })),
  'has five parts': (_, good) => `${good}.x.y`,
  'has a payload that is no JSON': (forge) => {
    const signed = `${encoded(forge.header)}.${Buffer.from('{"sub":').toString('base64url')}`;
    const signature = sign('sha256', Buffer.from(signed), { key: forge.key.privateKey, dsaEncoding: 'ieee-p1363' });
    return `${signed}.${signature.toString('base64url')}`;
  },
  'is padded': (_, good) => `${good}==`,
  'is rubbish': () => 'not-a-token',
  'is an API key': () => `cwk_1a2b3c4d_${'a'.repeat(43)}`,
};

export function tokens(test: ShopTest): void {
  for (const [what, forged] of Object.entries(forgeries)) {
    test(`a token that ${what} opens nothing, through the gateway or straight`, async (shop) => {
      const { forge, good } = await materials(shop);
      const as = forged(forge, good);
      for (const { name, url, path } of everyWayIn(shop)) {
        const answer = await ask(url, `GET ${path}`, { as });
        expect([name, codeOf(answer)]).toEqual([name, '401 invalid-token']);
        expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
      }
    });
  }

  test('a token that is right in all of this is honoured in both clouds', async (shop) => {
    const { forge } = await materials(shop);
    const as = forge.token();
    for (const { url, path, name } of servicesOf(shop)) {
      const { status } = await ask(url, `GET ${path}`, { as });
      // Only what is for services stays closed; who the token is about has no account, and nobody has that payment.
      const expected = name === 'product-service' ? 403 : /identity|payment/.test(name) ? 404 : 200;
      expect([name, status]).toEqual([name, expected]);
    }
  });

  test('a refresh token is no access token', async (shop) => {
    const { refreshToken } = await aCustomer(shop.url);
    await opensNothing(shop, refreshToken);
  });

  test('a token of a session that has ended opens nothing within 5 seconds, in both clouds', async (shop) => {
    const { email } = await aCustomer(shop.url);
    const { token: as, refreshToken } = await logIn(shop.url, email);
    expect((await ask(shop.url, 'POST /v1/auth/logout', { as, body: { refreshToken } })).status).toBe(204);
    await eventually(() => opensNothing(shop, as), 5000);
  });

  for (const [what, headers] of Object.entries(noToken)) {
    test(`${what} opens nothing, through the gateway or straight`, async (shop) => {
      const { good } = await materials(shop);
      for (const { name, url, path } of everyWayIn(shop)) {
        const answer = await ask(url, `GET ${path}${what.includes('query') ? `?access_token=${good}` : ''}`, {
          headers: headers(good),
        });
        expect([name, answer.status]).toEqual([name, 401]);
        expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer realm="causeway"/);
      }
    });
  }

  onlyOnServers(test, 'API Gateway takes ten kilobytes of headers, and answers itself')(
    'a token of twenty kilobytes is refused before anything looks at it',
    async (shop) => {
      for (const { name, url, path } of everyWayIn(shop)) {
        const answer = await fetch(url + path, { headers: { authorization: `Bearer ${'x'.repeat(20_000)}` } });
        const told = problem.parse(await answer.json());
        expect([name, answer.status, told.code]).toEqual([name, 413, 'too-large']);
      }
    },
  );

  test('a thousand invented key names cost identity-service no more than a few questions', async (shop) => {
    const { forge, good } = await materials(shop);
    const url = `http://127.0.0.1:${shop.system.ports.order}`;
    const began = Date.now();
    const invented = Array.from({ length: 1000 }, (_, n) => forge.token({}, { kid: `k${1000 + n}` }));
    for (const as of invented) expect((await ask(url, 'GET /v1/orders', { as })).status).toBe(401);
    expect((await ask(url, 'GET /v1/orders', { as: good })).status).toBe(200);
    expect(Date.now() - began).toBeLessThan(30_000);
  });
}

/** Ways of showing a good token, or none, that are not `Authorization: Bearer`. */
const noToken: Record<string, (good: string) => Record<string, string>> = {
  'no token': () => ({}),
  'an empty authorization': () => ({ authorization: '' }),
  'the word Bearer alone': () => ({ authorization: 'Bearer' }),
  'a password (Basic)': () => ({ authorization: `Basic ${Buffer.from('admin:admin').toString('base64')}` }),
  'a good token under another scheme': (good) => ({ authorization: `Token ${good}` }),
  'a good token without a scheme': (good) => ({ authorization: good }),
  'a good token in a cookie': (good) => ({ cookie: `access_token=${good}; token=${good}` }),
  'a good token in a header of its own': (good) => ({ 'x-access-token': good }),
  'a good token in the query': () => ({}),
};

async function opensNothing(shop: Shop, as: string): Promise<void> {
  for (const { name, url, path } of everyWayIn(shop)) {
    expect([name, codeOf(await ask(url, `GET ${path}`, { as }))]).toEqual([name, '401 invalid-token']);
  }
}

let held: { shop: Shop; forge: Forge; good: string } | undefined;

async function materials(shop: Shop): Promise<{ forge: Forge; good: string }> {
  held =
    held?.shop === shop
      ? held
      : { shop, forge: await Forge.open(shop.system), good: (await aCustomer(shop.url)).token };
  return held;
}
