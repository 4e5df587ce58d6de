import { DomainError, invalidField } from '@causeway/data-model';
import { type NewestFirst, newestFirst, randomTexts } from '@causeway/runtime/env';
import Stripe from 'stripe';
import * as z from 'zod';
import type { ProviderNews, WebhookSeal } from '../core/ports.js';

export const webhookEnv = z.object({
  PAYMENT_WEBHOOK_SECRET: newestFirst(8).meta({
    description:
      'The secret with which the provider signs its webhooks. With `new,old` those that it signed with the old one are still taken.',
    secret: randomTexts,
  }),
});

/** Five minutes, as Stripe recommends (https://docs.stripe.com/webhooks#replay-attacks). */
const toleranceSeconds = 300;

/** As much of an event as is read. */
const envelope = z.object({ id: z.string(), data: z.object({ object: z.unknown() }) });

/** What an event's object says about which intent it belongs to: it is one, or it names one. */
const subject = z.object({ object: z.string(), id: z.string(), payment_intent: z.string().nullish() });

/** Opens what the provider sends: only what was signed with one of our secrets, lately, and exactly as it came. */
export const stripeWebhooks = (secrets: NewestFirst): WebhookSeal => ({
  open(rawBody, signature): ProviderNews {
    const event = envelope.safeParse(opened(rawBody, signature, secrets));
    if (!event.success) throw invalidField('', 'must be an event of the provider');
    const about = subject.safeParse(event.data.data.object);
    return { eventId: event.data.id, intentId: about.success ? intentIdOf(about.data) : null };
  },
});

/** What the provider signed. Its signature is judged first: what cannot be read after that is the provider's fault. */
function opened(rawBody: Uint8Array, signature: string | undefined, secrets: NewestFirst): unknown {
  const body = Buffer.from(rawBody);
  const mismatches = secrets.map((secret) => mismatchOf(body, signature ?? '', secret));
  if (!mismatches.includes(undefined)) {
    const [cause] = mismatches;
    throw new DomainError('bad-signature', { detail: 'The Stripe-Signature does not fit the body.', cause });
  }
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

const intentIdOf = ({ object, id, payment_intent }: z.infer<typeof subject>): string | null =>
  object === 'payment_intent' ? id : (payment_intent ?? null);
