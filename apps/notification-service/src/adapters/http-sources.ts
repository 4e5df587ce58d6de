import { heldBy, type ServiceTokens } from '@causeway/auth';
import { order, paymentState } from '@causeway/data-model';
import * as z from 'zod';
import type { KnownOrders, KnownPayments } from '../core/ports.js';

export const sourcesEnv = z.object({
  ORDER_URL: z
    .url()
    .meta({ description: 'Where order-service is, which is asked before a customer is told anything.' }),
  PAYMENT_URL: z
    .url()
    .meta({ description: 'Where payment-service is, which is asked before anybody on call is texted.' }),
});

/** Orders as order-service holds them, asked over HTTP. */
export const httpOrders = (url: string, tokens: ServiceTokens): KnownOrders => ({
  byId: heldBy('order-service', { url, tokens, schema: order }),
});

/** Payments as payment-service holds them, asked over HTTP. */
export const httpPayments = (url: string, tokens: ServiceTokens): KnownPayments => ({
  byId: heldBy('payment-service', { url, tokens, schema: paymentState }),
});
