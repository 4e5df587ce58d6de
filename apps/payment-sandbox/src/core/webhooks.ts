import { createHmac } from 'node:crypto';

/** Stripe goes on trying to deliver an event for three days. */
export const deliveryPeriodMs = 3 * 24 * 3600 * 1000;

const firstDelayMs = 500;
const longestDelayMs = 3600 * 1000;

/**
 * When to try again after `attempts` failures (1 or more), in milliseconds from now: exponential, half of it random.
 *
 * @param random from 0 inclusive to 1 exclusive
 */
export function retryDelayMs(attempts: number, random: number): number {
  const full = Math.min(longestDelayMs, firstDelayMs * 2 ** (attempts - 1));
  return Math.round(full / 2 + (full / 2) * random);
}

/**
 * The `Stripe-Signature` of a body sent at `time` (https://docs.stripe.com/webhooks#verify-manually), with one signature for
 * each secret, as Stripe sends them while a secret is exchanged for another.
 */
export function stripeSignature(body: string, secrets: readonly string[], time: Date): string {
  const timestamp = Math.floor(time.getTime() / 1000);
  const sign = (secret: string) => createHmac('sha256', secret).update(`${timestamp}.${body}`, 'utf8').digest('hex');
  return [`t=${timestamp}`, ...secrets.map((secret) => `v1=${sign(secret)}`)].join(',');
}
