import { censored, redacted } from './redaction.js';

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
const jwt = [encoded({ alg: 'ES256', kid: 'k1' }), encoded({ sub: 'ann' }), 'c2lnbmF0dXJl-_'].join('.');

describe('what is written down', () => {
  it.each([
    ['an e-mail address', 'no letter to ann.o-neil+shop@mail.example.com today', `no letter to ${censored} today`],
    ['an address in a query', '/v1/products?q=ann%40example.com&limit=1', `/v1/products?q=${censored}&limit=1`],
    ['an address in angle brackets', 'RCPT TO:<ann@example.com>', `RCPT TO:<${censored}>`],
    ['an access token', `Bearer ${jwt}`, `Bearer ${censored}`],
    ['a refresh token', '{"t":"rt_abcdefghijklmnopqrstuvwxyz012345"}', `{"t":"${censored}"}`],
    ['an API key', 'key cwk_1a2b3c4d_abcdefghijklmnopqrstuvwxyz', `key ${censored}`],
    ["the provider's key", 'sk_test_51Hx82aBcD', censored],
    ["the webhooks' secret", `whsec_${'ab'.repeat(8)}`, censored],
    ["a password's hash", '$argon2id$v=19$m=19456,t=2,p=1$abc$def', undefined],
    [
      'a key of the bus',
      'Endpoint=sb://x/;SharedAccessKey=abc+/=;Y=1',
      `Endpoint=sb://x/;SharedAccessKey=${censored};Y=1`,
    ],
    ['a signed address', 'http://127.0.0.1/blob?sv=1&sig=a%2Bb&x=1', `http://127.0.0.1/blob?sv=1&sig=${censored}&x=1`],
    [
      "a database's password",
      'Server=sql;Password=hunter2;Encrypt=true',
      `Server=sql;Password=${censored};Encrypt=true`,
    ],
    ['a card number', 'card 4242424242424242 declined', `card ${censored} declined`],
  ])('has not %s', (_, text, expected = redacted(text)) => {
    expect(redacted(text)).toBe(expected);
    expect(redacted(text)).toContain(censored);
  });

  it.each([
    ['ids', '019ac0de-0000-7000-8000-000000000001 order/019ac0de/2/shop.order.paid.v1'],
    ['a trace', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
    ['times in milliseconds and nanoseconds', '1764403200000 1764403200000000000'],
    ['packages and their paths', 'file:///shop/node_modules/@nestjs/core/index.js?v=1 node@24'],
    ["a letter's Message-ID", '<019ac0de-0000-7000-8000-000000000001@causeway>'],
    ['the last digits of a card', 'visa 4242'],
    ['a number that is no card', '4242424242424241'],
  ])('keeps %s', (_, text) => expect(redacted(text)).toBe(text));

  it('takes no longer for a text that is made to slow it down', () => {
    for (const piece of ['eyJ-', 'a@', '@a.', '%40', 'sig=', '4'.repeat(19), 'cwk_-']) {
      const text = piece.repeat(200_000 / piece.length);
      const start = performance.now();
      redacted(text);
      expect(performance.now() - start).toBeLessThan(1000);
    }
  });
});
