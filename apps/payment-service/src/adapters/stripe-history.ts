import type Stripe from 'stripe';
import type { KnownIntent, KnownRefund, ProviderHistory } from '../core/ports.js';

/** What Stripe remembers, newest first (https://docs.stripe.com/api/pagination); our ids are in the metadata. */
export const stripeHistory = (stripe: Stripe): ProviderHistory => ({
  async intentsSince(since) {
    const intents = new Map<string, KnownIntent>();
    for await (const { id, created, metadata } of stripe.paymentIntents.list({ limit: 100 })) {
      if (created * 1000 < since.getTime()) break;
      const { orderId, paymentId } = metadata;
      if (orderId !== undefined && paymentId !== undefined) intents.set(orderId, { id, orderId, paymentId });
    }
    return intents;
  },
  async refundsSince(since) {
    const refunds: KnownRefund[] = [];
    for await (const { created, metadata, payment_intent, amount, currency } of stripe.refunds.list({ limit: 100 })) {
      if (created * 1000 < since.getTime()) break;
      const intentId = typeof payment_intent === 'string' ? payment_intent : payment_intent?.id;
      const refundId = metadata?.refundId;
      if (intentId === undefined || refundId === undefined) continue;
      const money = { amount, currency: currency.toUpperCase() };
      refunds.push({ intentId, refundId, amount: money, createdAt: new Date(created * 1000).toISOString() });
    }
    return refunds;
  },
});
