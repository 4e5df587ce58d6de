import { retryDelayMs, stripeSignature } from './webhooks.js';

describe('the delay before a webhook is tried again', () => {
  it('doubles with each failure, up to an hour, half of it by chance', () => {
    expect([1, 2, 3].map((attempts) => retryDelayMs(attempts, 0))).toEqual([250, 500, 1000]);
    expect(retryDelayMs(1, 0.999)).toBeCloseTo(500, -1);
    expect(retryDelayMs(60, 0.999)).toBeLessThanOrEqual(3_600_000);
  });
});

describe('a signature', () => {
  it('is made over the time and the body, as Stripe documents it', () => {
    const signature = stripeSignature('{"a":1}', ['whsec_x'], new Date(1_800_000_000_999));
    expect(signature).toMatch(/^t=1800000000,v1=[0-9a-f]{64}$/);
  });

  it('is made with each of two secrets while one is exchanged for the other', () => {
    const at = new Date(1_800_000_000_999);
    const [newer, older] = ['whsec_newer', 'whsec_older'].map((secret) => stripeSignature('{"a":1}', [secret], at));
    expect(stripeSignature('{"a":1}', ['whsec_newer', 'whsec_older'], at)).toBe(
      `${newer},${older?.replace('t=1800000000,', '')}`,
    );
  });
});
