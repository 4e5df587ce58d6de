import { createHmac, randomUUID } from 'node:crypto';
import type { Order } from '@causeway/data-model';
import { type Answer, ask, codeOf } from '../system/api.js';
import { aCustomer, type Person } from '../system/people.js';
import type { Shop } from '../system/shop.js';
import type { ShopTest } from '../system/shop-test.js';
import { secretsOf } from './shops-secrets.js';

const now = () => Math.floor(Date.now() / 1000);
const hmac = (secret: string, at: number, body: string): string =>
  createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
const signed = (secret: string, body: string, at = now()): string => `t=${at},v1=${hmac(secret, at, body)}`;

/** An event of the provider that says a payment went through. */
const succeeded = (intent: string, more: object = {}): string =>
  JSON.stringify({
    id: `evt_${randomUUID()}`,
    object: 'event',
    type: 'payment_intent.succeeded',
    data: { object: { id: intent, object: 'payment_intent', status: 'succeeded', amount_received: 1000, ...more } },
  });

const tell = (url: string, body: string, signature?: string): Promise<Answer> =>
  ask(url, 'POST /v1/payments/webhooks', {
    body,
    ...(signature === undefined ? {} : { headers: { 'stripe-signature': signature } }),
  });

const waysIn = ({ url, system }: Shop): string[] => [url, `http://127.0.0.1:${system.ports.payment}`];

/** Signatures that are not the provider's, by what is wrong with each. */
const wrongSignatures: Record<string, (secret: string, body: string) => string | undefined> = {
  'is missing': () => undefined,
  'is empty': () => '',
  'is garbled': () => 'v1',
  'has no time': (secret, body) => `v1=${hmac(secret, now(), body)}`,
  'has a time that is no number': (secret, body) => `t=now,v1=${hmac(secret, now(), body)}`,
  'is of another secret': (_, body) => signed('whsec_guessed', body),
  'is of an empty secret': (_, body) => signed('', body),
  'is of another body': (secret, body) => signed(secret, `${body} `),
  'is six minutes old': (secret, body) => signed(secret, body, now() - 360),
  'is of another time than it says': (secret, body) => `t=${now()},v1=${hmac(secret, now() - 360, body)}`,
  'is of the old scheme alone': (secret, body) => `t=${now()},v0=${hmac(secret, now(), body)}`,
  'is cut off': (secret, body) => signed(secret, body).slice(0, -1),
  'is of zeros': () => `t=${now()},v1=${'0'.repeat(64)}`,
};

export function webhooks(test: ShopTest): void {
  for (const [what, signature] of Object.entries(wrongSignatures)) {
    test(`a webhook whose signature ${what} changes nothing`, async (shop) => {
      const { customer, order, intent } = await waiting(shop);
      const body = succeeded(intent);
      for (const url of waysIn(shop)) {
        const answer = await tell(url, body, signature(secretsOf(shop).webhookSecret, body));
        expect([url, codeOf(answer)]).toEqual([url, '401 bad-signature']);
      }
      expect((await shop.read(customer, order.id)).status).toBe('pending_payment');
    });
  }

  test('a webhook that is signed and lies is not believed: the provider is asked', async (shop) => {
    const { customer, order, intent } = await waiting(shop);
    const { webhookSecret } = secretsOf(shop);
    for (const body of [succeeded(intent), succeeded(intent, { amount_received: 1, status: 'requires_capture' })]) {
      expect((await tell(shop.url, body, signed(webhookSecret, body))).status).toBe(200);
    }
    expect((await shop.read(customer, order.id)).status).toBe('pending_payment');
  });

  test('a webhook that comes again, a hundred times at once, has its effect once', async (shop) => {
    const customer = await aCustomer(shop.url);
    const order = await shop.untilStatus(customer, await shop.place(customer, await shop.newProduct()), 'paid');
    const body = succeeded('pi_of_nobody');
    const signature = signed(secretsOf(shop).webhookSecret, body);
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, n) => tell(waysIn(shop)[n % 2] ?? shop.url, body, signature)),
    );
    expect(answers.map(({ status, text }) => `${status} ${text}`)).toEqual(answers.map(() => '200 {"received":true}'));
    expect((await shop.paymentOf(customer, order)).refunds).toEqual([]);
  });

  const oddBodies: [string, string, string][] = [
    ['is no JSON', 'not JSON', '400 malformed-json'],
    ['is no event', '{}', '422 validation'],
    ['is a list', '[]', '422 validation'],
    ['has an id that is no text', '{"id":1,"data":{"object":{}}}', '422 validation'],
  ];
  for (const [what, body, code] of oddBodies) {
    test(`a webhook that is signed and ${what} is ${code}`, async (shop) => {
      for (const url of waysIn(shop)) {
        expect(codeOf(await tell(url, body, signed(secretsOf(shop).webhookSecret, body)))).toBe(code);
        expect(codeOf(await tell(url, body, 't=1,v1=00'))).toBe('401 bad-signature');
      }
    });
  }

  test('a webhook about an intent that is nobody’s is taken and changes nothing', async (shop) => {
    for (const intent of ['pi_unknown', '', '../../pi', '__proto__']) {
      const body = succeeded(intent);
      expect((await tell(shop.url, body, signed(secretsOf(shop).webhookSecret, body))).status).toBe(200);
    }
  });

  test('a webhook that is compressed, too large or no JSON by its type is refused before its signature is judged', async (shop) => {
    const large = `"${'x'.repeat(1_100_000)}"`;
    for (const url of waysIn(shop)) {
      expect(codeOf(await tell(url, large, signed(secretsOf(shop).webhookSecret, large)))).toBe('413 too-large');
      for (const headers of [{ 'content-encoding': 'gzip' }, { 'content-type': 'text/plain' }]) {
        const answer = await ask(url, 'POST /v1/payments/webhooks', { body: '{}', headers });
        expect(codeOf(answer)).toBe('415 unsupported-media-type');
      }
    }
  });
}

let kept: { shop: Shop; customer: Person; order: Order; intent: string } | undefined;

/** An order that waits for its customer to authenticate, so that a payment of it would be wrong. */
async function waiting(shop: Shop) {
  if (kept?.shop === shop) return kept;
  const customer = await aCustomer(shop.url);
  const placed = await shop.place(customer, await shop.newProduct(), 'pm_card_3ds');
  const order = await shop.until(customer, placed.id, ({ nextAction }) => expect(nextAction).not.toBeNull());
  kept = { shop, customer, order, intent: new URL(order.nextAction?.url ?? '').pathname.split('/').at(-1) ?? '' };
  return kept;
}
