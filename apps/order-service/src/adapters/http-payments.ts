import { heldBy, type ServiceTokens } from '@causeway/auth';
import { paymentState } from '@causeway/data-model';
import * as z from 'zod';
import type { KnownPayments } from '../core/ports.js';

export const paymentsEnv = z.object({
  PAYMENT_URL: z.url().meta({
    description: 'Where payment-service is, which is asked whether what an event says of a payment is so.',
  }),
});

/** Payments as payment-service holds them, asked over HTTP. */
export const httpPayments = (url: string, tokens: ServiceTokens): KnownPayments => ({
  byId: heldBy('payment-service', { url, tokens, schema: paymentState }),
});
