import { DomainError } from '@causeway/data-model';
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

/** What an event's object says about which intent it belongs to: it is one, or it names one. */
const subject = z.object({ object: z.string(), id: z.string(), payment_intent: z.string().nullish() });

/** Opens what the provider sends: only what was signed with our secret, lately, and exactly as it came. */
export const stripeWebhooks = (secret: string): WebhookSeal => ({
  open(rawBody, signature): ProviderNews {
    try {
      const event = Stripe.webhooks.constructEvent(Buffer.from(rawBody), signature ?? '', secret, toleranceSeconds);
      const about = subject.safeParse(event.data.object);
      return { eventId: event.id, intentId: about.success ? intentIdOf(about.data) : null };
    } catch (error) {
      throw new DomainError('bad-signature', { detail: 'The Stripe-Signature does not fit the body.', cause: error });
    }
  },
});

const intentIdOf = ({ object, id, payment_intent }: z.infer<typeof subject>): string | null =>
  object === 'payment_intent' ? id : (payment_intent ?? null);
