import Stripe from 'stripe';
import { stripeWebhooks } from './stripe-webhooks.js';

const body = JSON.stringify({ id: 'evt_1', data: { object: { object: 'payment_intent', id: 'pi_1' } } });
const news = { eventId: 'evt_1', intentId: 'pi_1' };
const [older, newer] = ['whsec_older', 'whsec_newer'];

/** What a provider sends that signs with this secret. */
const signedWith = (secret: string, timestamp?: number): string =>
  Stripe.webhooks.generateTestHeaderString({
    payload: body,
    secret,
    ...(timestamp === undefined ? {} : { timestamp }),
  });

const seconds = () => Math.floor(Date.now() / 1000);

describe('while the secret is exchanged for another', () => {
  const seal = stripeWebhooks([newer, older], 'sk_test_x');
  const open = (signature: string) => seal.open(Buffer.from(body), signature);

  it.each([[older], [newer]])('a webhook that was signed with %s is opened', (secret) => {
    expect(open(signedWith(secret))).toEqual(news);
  });

  it.each([
    ['with a third secret', signedWith('whsec_other')],
    ['with the older one, too long ago', signedWith(older, seconds() - 301)],
    ['with the newer one, too long ago', signedWith(newer, seconds() - 301)],
    ['by nobody', 'rubbish'],
  ])('one that was signed %s is refused', (_how, signature) => {
    expect(() => open(signature)).toThrow(expect.objectContaining({ code: 'bad-signature' }));
  });
});

it('what the older secret signed is refused once it is gone', () => {
  const seal = stripeWebhooks([newer], 'sk_test_x');
  expect(() => seal.open(Buffer.from(body), signedWith(older))).toThrow(
    expect.objectContaining({ code: 'bad-signature' }),
  );
});
