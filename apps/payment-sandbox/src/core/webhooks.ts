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

/** The `Stripe-Signature` of a body sent at `time` (https://docs.stripe.com/webhooks#verify-manually). */
export function stripeSignature(body: string, secret: string, time: Date): string {
  const timestamp = Math.floor(time.getTime() / 1000);
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`, 'utf8').digest('hex');
  return `t=${timestamp},v1=${signature}`;
}
