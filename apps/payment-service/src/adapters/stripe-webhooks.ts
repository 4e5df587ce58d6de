import { DomainError, invalidField } from '@causeway/data-model';
import Stripe from 'stripe';
import * as z from 'zod';
import type { ProviderNews, WebhookSeal } from '../core/ports.js';

export const webhookEnv = z.object({
  PAYMENT_WEBHOOK_SECRET: z
    .string()
    .min(8)
    .meta({ description: 'The secret with which the provider signs its webhooks.', secret: true }),
});

/** Five minutes, as Stripe recommends (https://docs.stripe.com/webhooks#replay-attacks). */
const toleranceSeconds = 300;

/** As much of an event as is read. */
const envelope = z.object({ id: z.string(), data: z.object({ object: z.unknown() }) });

/** What an event's object says about which intent it belongs to: it is one, or it names one. */
const subject = z.object({ object: z.string(), id: z.string(), payment_intent: z.string().nullish() });

/** Opens what the provider sends: only what was signed with our secret, lately, and exactly as it came. */
export const stripeWebhooks = (secret: string): WebhookSeal => ({
  open(rawBody, signature): ProviderNews {
    const event = envelope.safeParse(opened(rawBody, signature, secret));
    if (!event.success) throw invalidField('', 'must be an event of the provider');
    const about = subject.safeParse(event.data.data.object);
    return { eventId: event.data.id, intentId: about.success ? intentIdOf(about.data) : null };
  },
});

/** What the provider signed. Its signature is judged first: what cannot be read after that is the provider's fault. */
function opened(rawBody: Uint8Array, signature: string | undefined, secret: string): unknown {
  const body = Buffer.from(rawBody);
  try {
    if (Stripe.webhooks.signature === null) throw new TypeError('stripe comes without its signature helper');
    Stripe.webhooks.signature.verifyHeader(body, signature ?? '', secret, toleranceSeconds);
  } catch (error) {
    throw new DomainError('bad-signature', { detail: 'The Stripe-Signature does not fit the body.', cause: error });
  }
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw new DomainError('malformed-json', { cause: error });
  }
}

const intentIdOf = ({ object, id, payment_intent }: z.infer<typeof subject>): string | null =>
  object === 'payment_intent' ? id : (payment_intent ?? null);
