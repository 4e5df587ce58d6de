import * as z from 'zod';
import * as model from '../index.js';
import { json, keyed, signedIn, written } from './answers.js';
import type { Route } from './route.js';

export const paymentRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/orders/{id}/payment',
    tag: 'payments',
    summary: "An order's payment",
    callers: ['owner', 'support', 'payments:read'],
    answers: { 200: json(model.payment) },
    problems: [...signedIn, 'not-found'],
  },
  {
    method: 'get',
    path: '/v1/payments/{id}',
    tag: 'payments',
    summary: 'One payment',
    callers: ['owner', 'support', 'payments:read'],
    answers: { 200: json(model.payment) },
    problems: [...signedIn, 'not-found'],
  },
  {
    method: 'post',
    path: '/v1/payments/{id}/refunds',
    tag: 'payments',
    summary: 'Refund a payment, wholly or in part',
    callers: ['support'],
    headers: ['Idempotency-Key'],
    body: { schema: model.newRefund },
    answers: { 201: json(model.refund) },
    problems: [...signedIn, ...written, ...keyed, 'not-found', 'illegal-state', 'refund-exceeds'],
  },
  {
    method: 'post',
    path: '/v1/payments/{id}/resolution',
    tag: 'payments',
    summary: 'Say how a payment in manual review ended',
    callers: ['support'],
    body: { schema: model.resolution },
    answers: { 200: json(model.payment) },
    problems: [...signedIn, ...written, 'not-found', 'illegal-state'],
  },
  {
    method: 'post',
    path: '/v1/payments/webhooks',
    tag: 'payments',
    summary: "The provider's signed events",
    callers: ['provider'],
    headers: ['Stripe-Signature'],
    body: { schema: z.looseObject({}) },
    answers: { 200: json(z.strictObject({ received: z.literal(true) })) },
    problems: ['bad-signature', 'malformed-json', 'validation', 'too-large', 'unsupported-media-type'],
  },
];
