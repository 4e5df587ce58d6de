import { tokens as tokensSchema } from '@causeway/data-model';
import { eventually } from '@causeway/testing';
import { type Answer, ask, codeOf } from '../system/api.js';
import { aCustomer, logIn, type Person } from '../system/people.js';
import type { Shop } from '../system/shop.js';
import type { ShopTest } from '../system/shop-test.js';

const refresh = (url: string, refreshToken: string): Promise<Answer> =>
  ask(url, 'POST /v1/auth/refresh', { body: { refreshToken } });

const outcomeOf = async (asked: Promise<Answer>): Promise<string> => {
  const answer = await asked;
  return answer.status < 400 ? String(answer.status) : codeOf(answer);
};

/** Straight at identity-service as through the gateway. */
const waysIn = ({ url, system }: Shop): string[] => [url, `http://127.0.0.1:${system.ports.identity}`];

export function sessions(test: ShopTest): void {
  test('a refresh token that comes a second time ends the session, for thief and owner', async (shop) => {
    for (const url of waysIn(shop)) {
      const stolen = (await aCustomer(shop.url)).refreshToken;
      const fresh = (await refresh(url, stolen)).read(tokensSchema);
      expect(codeOf(await refresh(url, stolen))).toBe('401 invalid-credentials');
      expect(codeOf(await refresh(url, fresh.refreshToken))).toBe('401 invalid-credentials');
      // At once in the process that ended the session, and within five seconds in all others, of which a function has many.
      const refused = async () =>
        expect(await outcomeOf(ask(shop.url, 'GET /v1/me', { as: fresh.accessToken }))).toBe('401 invalid-token');
      await eventually(refused, 5000);
    }
  });

  test('one of thirty that bring the same refresh token at once gets tokens', async (shop) => {
    const { refreshToken } = await aCustomer(shop.url);
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, n) => refresh(waysIn(shop)[n % 2] ?? shop.url, refreshToken)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter((answer) => answer.status !== 200).map(codeOf)).toEqual(
      Array.from({ length: 29 }, () => '401 invalid-credentials'),
    );
  });

  for (const [what, bent] of Object.entries(bentTokens)) {
    test(`a refresh token that ${what} gives nothing`, async (shop) => {
      const person = await aCustomer(shop.url);
      for (const url of waysIn(shop)) {
        expect(codeOf(await refresh(url, bent(person)))).toBe('401 invalid-credentials');
      }
      expect((await refresh(shop.url, person.refreshToken)).status).toBe(200);
    });
  }

  test('nobody’s session can be ended by who holds only its refresh token', async (shop) => {
    const [victim, thief] = [await aCustomer(shop.url), await aCustomer(shop.url)];
    const body = { refreshToken: victim.refreshToken };
    expect((await ask(shop.url, 'POST /v1/auth/logout', { as: thief.token, body })).status).toBe(204);
    expect((await ask(shop.url, 'GET /v1/me', { as: victim.token })).status).toBe(200);
    expect(codeOf(await ask(shop.url, 'POST /v1/auth/logout', { body }))).toBe('401 unauthenticated');
  });

  test('a password cannot be changed with a stolen access token alone', async (shop) => {
    const victim = await aCustomer(shop.url);
    const body = { current: 'a guess of mine', next: 'the thief was here' };
    expect(codeOf(await ask(shop.url, 'POST /v1/me/password', { as: victim.token, body }))).toBe(
      '401 invalid-credentials',
    );
    expect((await logIn(shop.url, victim.email)).token).toBeDefined();
  });

  test('tokens are kept by no cache on the way', async (shop) => {
    const { refreshToken } = await aCustomer(shop.url);
    expect((await refresh(shop.url, refreshToken)).headers.get('cache-control')).toBe('no-store');
  });

  test('no cookie is ever set', async (shop) => {
    const { token: as, refreshToken } = await aCustomer(shop.url);
    for (const [what, body] of [
      ['GET /v1/me', undefined],
      ['GET /docs', undefined],
      ['POST /v1/auth/refresh', { refreshToken }],
    ] as const) {
      expect(
        (await ask(shop.url, what, { as, ...(body === undefined ? {} : { body }) })).headers.get('set-cookie'),
      ).toBeNull();
    }
  });
}

const bentTokens: Record<string, (person: Person) => string> = {
  'is invented': () => `rt_${'a'.repeat(43)}`,
  'is an access token': ({ token }) => token.slice(0, 512),
  'has one letter changed': ({ refreshToken }) =>
    `${refreshToken.slice(0, -1)}${refreshToken.endsWith('A') ? 'B' : 'A'}`,
  'is in capitals': ({ refreshToken }) => refreshToken.toUpperCase(),
  'has a blank behind it': ({ refreshToken }) => `${refreshToken} `,
  'is a pattern': () => 'rt_%',
  'is a path': () => '../RT#x',
};
