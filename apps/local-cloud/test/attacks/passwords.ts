import { randomUUID } from 'node:crypto';
import { type Answer, ask, codeOf } from '../system/api.js';
import type { Shop } from '../system/shop.js';
import type { ShopTest } from '../system/shop-test.js';

const password = 'causeway-demo-1';
const newAddress = () => `${randomUUID()}@system.example`;
const register = (shop: Shop, email: string, secret = password): Promise<Answer> =>
  ask(shop.url, 'POST /v1/auth/register', { body: { email, password: secret, name: 'Ann' } });
const logIn = (url: string, email: string, secret: string, headers: Record<string, string> = {}): Promise<Answer> =>
  ask(url, 'POST /v1/auth/login', { body: { email, password: secret }, headers });

const common = ['password1234', 'Password123!', '123456789012', 'qwertyuiop12', 'iloveyou1234', 'aaaaaaaaaaaa'];

export function passwords(test: ShopTest): void {
  for (const secret of common) {
    test(`the password ${secret} is refused, at registration and at a change`, async (shop) => {
      const refused = await register(shop, newAddress(), secret);
      expect([codeOf(refused), JSON.parse(refused.text).errors[0].pointer]).toEqual(['422 validation', '/password']);
      const email = newAddress();
      await register(shop, email);
      const { accessToken: as } = JSON.parse((await logIn(shop.url, email, password)).text);
      const changed = await ask(shop.url, 'POST /v1/me/password', { as, body: { current: password, next: secret } });
      expect([codeOf(changed), JSON.parse(changed.text).errors[0].pointer]).toEqual(['422 validation', '/next']);
    });
  }

  test('a password that is one’s own address is refused', async (shop) => {
    const email = newAddress();
    expect(codeOf(await register(shop, email, email))).toBe('422 validation');
  });

  test('who guesses one account’s password has to wait, and is told how long', async (shop) => {
    const email = newAddress();
    await register(shop, email);
    const answers: Answer[] = [];
    for (let n = 0; n < 12; n += 1) answers.push(await logIn(shop.url, email, `guess number ${n}`));
    expect(answers.slice(0, 10).map(codeOf)).toEqual(Array.from({ length: 10 }, () => '401 invalid-credentials'));
    for (const answer of answers.slice(10)) {
      expect(codeOf(answer)).toBe('429 quota-exceeded');
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(answer.headers.get('ratelimit')).toMatch(/^"account-and-address";r=0;t=\d+$/);
      expect(answer.headers.get('ratelimit-policy')).toBe('"account-and-address";q=10;w=900');
    }
    expect(codeOf(await logIn(shop.url, email, password))).toBe('429 quota-exceeded');
  });

  test('another address claimed in a header does not help who guesses, through the gateway or straight', async (shop) => {
    for (const url of [shop.url, `http://127.0.0.1:${shop.system.ports.identity}`]) {
      const email = newAddress();
      await register(shop, email);
      for (let n = 0; n < 10; n += 1) {
        await logIn(url, email, 'a guess', {
          'x-forwarded-for': `203.0.113.${n}`,
          forwarded: `for=203.0.113.${n}`,
          'x-real-ip': `203.0.113.${n}`,
          'true-client-ip': `203.0.113.${n}`,
        });
      }
      const refused = await logIn(url, email, 'a guess', { 'x-forwarded-for': '203.0.113.99' });
      expect([url, codeOf(refused)]).toEqual([url, '429 quota-exceeded']);
    }
  });

  test('an unknown address is refused in the same words as a wrong password, and counted alike', async (shop) => {
    const [known, unknown] = [newAddress(), newAddress()];
    await register(shop, known);
    const tries = async (email: string) => {
      const answers: Answer[] = [];
      for (let n = 0; n < 11; n += 1) answers.push(await logIn(shop.url, email, 'a guess'));
      return answers.map(({ status, text }) => [status, text.replaceAll(/[0-9a-f]{32}/g, '').replace(/\d+ s/, '')]);
    };
    expect(await tries(unknown)).toEqual(await tries(known));
  });

  test('an unknown address is refused in about the same time as a wrong password', async (shop) => {
    const known = Array.from({ length: 8 }, newAddress);
    for (const email of known) await register(shop, email);
    const timed = async (email: string) => {
      const began = performance.now();
      await logIn(shop.url, email, 'a guess');
      return performance.now() - began;
    };
    // In turns, and the best of each: what else the machine does only ever adds to it.
    const best = { known: Number.POSITIVE_INFINITY, unknown: Number.POSITIVE_INFINITY };
    for (const email of known) {
      best.known = Math.min(best.known, await timed(email));
      best.unknown = Math.min(best.unknown, await timed(newAddress()));
    }
    expect(best.unknown).toBeGreaterThan(best.known / 2);
    expect(best.known).toBeGreaterThan(best.unknown / 2);
  });

  test('an address is one whatever its case, so that it has one count and one account', async (shop) => {
    const email = newAddress();
    await register(shop, email);
    expect(codeOf(await register(shop, email.toUpperCase()))).toBe('409 already-exists');
    for (let n = 0; n < 10; n += 1) await logIn(shop.url, n % 2 ? email : email.toUpperCase(), 'a guess');
    expect(codeOf(await logIn(shop.url, ` ${email} `, 'a guess'))).toBe('429 quota-exceeded');
  });

  test('a password of a megabyte, and a hundred at once, keep nobody waiting', async (shop) => {
    expect(codeOf(await logIn(shop.url, newAddress(), 'x'.repeat(1_000_000)))).toBe('422 validation');
    const flood = Promise.all(Array.from({ length: 100 }, () => logIn(shop.url, newAddress(), 'a guess')));
    const began = performance.now();
    expect((await ask(shop.url, 'GET /v1/me', { as: shop.staff.admin.token })).status).toBe(200);
    expect(performance.now() - began).toBeLessThan(5000);
    const statuses = new Set((await flood).map(({ status }) => status));
    for (const status of statuses) expect([401, 429, 503]).toContain(status);
  });
}
