import { DomainError, invalidField } from '@causeway/data-model';
import { type NewestFirst, newestFirst, randomTexts } from '@causeway/runtime/env';
import { log } from '@causeway/runtime/telemetry';
import Stripe from 'stripe';
import * as z from 'zod';
import { BrokenSeal, type ProviderNews, type WebhookSeal } from '../core/ports.js';

export const webhookEnv = z.object({
  PAYMENT_WEBHOOK_SECRET: newestFirst(8).meta({
    description:
      'The secret with which the provider signs its webhooks. With `new,old` those that it signed with the old one are still taken.',
    secret: randomTexts,
  }),
});

/** Five minutes, as Stripe recommends (https://docs.stripe.com/webhooks#replay-attacks). */
const toleranceSeconds = 300;

/** What the provider's ids may have, and the columns they are kept in hold. */
const providerId = z.string().min(1).max(255);

/** As much of an event as is read, whatever the API version it was written by. */
const envelope = z.object({
  id: providerId,
  livemode: z.boolean().optional(),
  data: z.object({ object: z.unknown() }),
});

/** What an event's object says about which intent it belongs to: it is one, or it names one. */
const subject = z.object({ object: z.string(), id: z.string(), payment_intent: z.string().nullish() });

/**
 * Opens what the provider sends: only what was signed with one of our secrets, within five minutes of now, and exactly as it
 * came. Of what it says only which event it is and which intent it is about is read; what became of that, the provider is asked.
 *
 * @param key ours at the provider: a live one gets no news of test payments, and the other way round
 */
export const stripeWebhooks = (secrets: NewestFirst, key: string): WebhookSeal => ({
  open(rawBody, signature): ProviderNews {
    const event = envelope.safeParse(opened(rawBody, signature, secrets));
    if (!event.success) throw invalidField('', 'must be an event of the provider');
    const { id: eventId, livemode, data } = event.data;
    if (livemode !== undefined && livemode !== isLive(key)) {
      log.warn({ eventId, livemode }, 'a webhook is of the mode that our key is not for; it is about nothing of ours');
      return { eventId, intentId: null };
    }
    const about = subject.safeParse(data.object);
    return { eventId, intentId: about.success ? intentIdOf(about.data) : null };
  },
});

/** https://docs.stripe.com/keys */
const isLive = (key: string): boolean => /^[a-z]+_live_/.test(key);

/** What the provider signed. Its signature is judged first: what cannot be read after that is the provider's fault. */
function opened(rawBody: Uint8Array, signature: string | undefined, secrets: NewestFirst): unknown {
  const body = Buffer.from(rawBody);
  const mismatches = secrets.map((secret) => mismatchOf(body, signature ?? '', secret));
  if (!mismatches.includes(undefined)) {
    const [cause] = mismatches;
    throw brokenSeal(whyNot(signature, cause), cause);
  }
  // The helper judges the text, which a byte order mark before it is no part of, and only how old it is.
  if (body.subarray(0, 3).equals(byteOrderMark)) throw brokenSeal('wrong');
  if (signedAt(signature ?? '') > Date.now() / 1000 + toleranceSeconds) throw brokenSeal('of-the-future');
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw new DomainError('malformed-json', { cause: error });
  }
}

/** Why the signature is not one of this secret; undefined when it is. */
function mismatchOf(body: Buffer, signature: string, secret: string): unknown {
  try {
    if (Stripe.webhooks.signature === null) throw new TypeError('stripe comes without its signature helper');
    Stripe.webhooks.signature.verifyHeader(body, signature, secret, toleranceSeconds);
    return undefined;
  } catch (error) {
    return error;
  }
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

const brokenSeal = (why: BrokenSeal['why'], cause?: unknown) =>
  new DomainError('bad-signature', {
    detail: 'The Stripe-Signature does not fit the body.',
    cause: new BrokenSeal(why, { cause }),
  });

function whyNot(signature: string | undefined, error: unknown): BrokenSeal['why'] {
  if (signature === undefined || signature === '') return 'missing';
  if (!/(^|,)t=\d+/.test(signature) || !/(^|,)v1=[0-9a-f]+/.test(signature)) return 'garbled';
  return error instanceof Error && error.message.includes('Timestamp outside') ? 'old' : 'wrong';
}

/** Seconds since 1970, as the header says them; of several, the last, which is the one that was judged. */
const signedAt = (signature: string): number =>
  signature
    .split(',')
    .filter((part) => part.startsWith('t='))
    .map((part) => Number.parseInt(part.slice(2), 10))
    .at(-1) ?? Number.NaN;

const intentIdOf = ({ object, id, payment_intent }: z.infer<typeof subject>): string | null => {
  const intentId = object === 'payment_intent' ? id : (payment_intent ?? null);
  return providerId.safeParse(intentId).data ?? null;
};
