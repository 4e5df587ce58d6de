import * as z from 'zod';
import * as model from '../index.js';
import type { ProblemCode } from '../problems.js';

export type Caller = 'anyone' | 'user' | 'services' | 'provider' | model.Role;

export type Route = {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  path: string;
  tag: string;
  summary: string;
  callers: readonly Caller[];
  query?: z.ZodObject;
  headers?: readonly (
    | 'Idempotency-Key'
    | 'If-Match'
    | 'If-None-Match'
    | 'x-api-key'
    | 'Stripe-Signature'
    | 'Last-Event-ID'
  )[];
  body?: { schema: z.ZodType; contentType?: string };
  /** The answers that are not problems: status to what it holds; null for no body. */
  answers: Record<number, { schema: z.ZodType | null; contentType?: string; headers?: readonly string[] }>;
  problems: readonly ProblemCode[];
};

const json = (schema: z.ZodType | null, ...headers: string[]) => ({ schema, headers });
const written: readonly ProblemCode[] = [
  'malformed-json',
  'unsupported-media-type',
  'too-large',
  'validation',
  'unknown-field',
];
const signedIn: readonly ProblemCode[] = ['unauthenticated', 'invalid-token'];
const withRole: readonly ProblemCode[] = [...signedIn, 'forbidden'];
const keyed: readonly ProblemCode[] = [
  'idempotency-key-missing',
  'idempotency-key-invalid',
  'idempotency-in-progress',
  'idempotency-key-reused',
];

const identity: Route[] = [
  {
    method: 'post',
    path: '/v1/auth/register',
    tag: 'identity',
    summary: 'Open an account',
    callers: ['anyone'],
    body: { schema: model.registration },
    answers: { 201: json(model.user, 'Location') },
    problems: [...written, 'already-exists', 'quota-exceeded'],
  },
  {
    method: 'post',
    path: '/v1/auth/login',
    tag: 'identity',
    summary: 'Log in',
    callers: ['anyone'],
    body: { schema: model.login },
    answers: { 200: json(model.tokens) },
    problems: [...written, 'invalid-credentials', 'quota-exceeded'],
  },
  {
    method: 'post',
    path: '/v1/auth/refresh',
    tag: 'identity',
    summary: 'Exchange a refresh token for new tokens; a reused one ends its session',
    callers: ['anyone'],
    body: { schema: model.refresh },
    answers: { 200: json(model.tokens) },
    problems: [...written, 'invalid-credentials'],
  },
  {
    method: 'post',
    path: '/v1/auth/logout',
    tag: 'identity',
    summary: 'End the session',
    callers: ['user'],
    body: { schema: model.refresh },
    answers: { 204: json(null) },
    problems: [...signedIn, ...written],
  },
  {
    method: 'post',
    path: '/v1/auth/token',
    tag: 'identity',
    summary: 'Exchange an API key for a short-lived service token',
    callers: ['services'],
    headers: ['x-api-key'],
    body: { schema: model.serviceTokenRequest },
    answers: { 200: json(model.serviceToken) },
    problems: ['invalid-key', ...written],
  },
  {
    method: 'get',
    path: '/v1/me',
    tag: 'identity',
    summary: 'The signed-in user',
    callers: ['user'],
    answers: { 200: json(model.user) },
    problems: signedIn,
  },
];

const products: Route[] = [
  {
    method: 'get',
    path: '/v1/products',
    tag: 'catalogue',
    summary: 'Search the catalogue',
    callers: ['anyone'],
    query: model.productQuery,
    answers: { 200: json(model.listOf(model.product)) },
    problems: ['bad-query'],
  },
  {
    method: 'post',
    path: '/v1/products',
    tag: 'catalogue',
    summary: 'Add a product',
    callers: ['merchandiser'],
    body: { schema: model.newProduct },
    answers: { 201: json(model.product, 'Location', 'ETag') },
    problems: [...withRole, ...written, 'already-exists'],
  },
  {
    method: 'get',
    path: '/v1/products/{id}',
    tag: 'catalogue',
    summary: 'One product',
    callers: ['anyone'],
    headers: ['If-None-Match'],
    answers: { 200: json(model.product, 'ETag'), 304: json(null, 'ETag') },
    problems: ['not-found'],
  },
  {
    method: 'patch',
    path: '/v1/products/{id}',
    tag: 'catalogue',
    summary: 'Change a product; sales in between do not disturb',
    callers: ['merchandiser'],
    headers: ['If-Match'],
    body: { schema: model.productChange },
    answers: { 200: json(model.product, 'ETag') },
    problems: [...withRole, ...written, 'not-found', 'precondition-required', 'precondition-failed'],
  },
  {
    method: 'delete',
    path: '/v1/products/{id}',
    tag: 'catalogue',
    summary: 'Take a product out of the catalogue',
    callers: ['merchandiser'],
    headers: ['If-Match'],
    answers: { 204: json(null) },
    problems: [...withRole, 'not-found', 'precondition-required', 'precondition-failed'],
  },
  {
    method: 'post',
    path: '/v1/products/{id}/stock-adjustments',
    tag: 'catalogue',
    summary: 'Add to a stock, or take from it',
    callers: ['merchandiser'],
    body: { schema: model.newStockAdjustment },
    answers: { 201: json(model.stockAdjustment) },
    problems: [...withRole, ...written, 'not-found', 'out-of-stock'],
  },
  {
    method: 'post',
    path: '/v1/products/{id}/images',
    tag: 'catalogue',
    summary: 'Get a signed address to upload a picture to',
    callers: ['merchandiser'],
    body: { schema: model.newImage },
    answers: { 201: json(model.imageUpload) },
    problems: [...withRole, ...written, 'not-found'],
  },
  {
    method: 'post',
    path: '/v1/products/imports',
    tag: 'catalogue',
    summary: 'Create and update products from CSV',
    callers: ['merchandiser'],
    body: { schema: z.string(), contentType: 'text/csv' },
    answers: { 200: json(model.importReport) },
    problems: [...withRole, 'unsupported-media-type', 'too-large', 'validation'],
  },
  {
    method: 'get',
    path: '/v1/categories',
    tag: 'catalogue',
    summary: 'The categories and how many products each has',
    callers: ['anyone'],
    headers: ['If-None-Match'],
    answers: { 200: json(model.listOf(model.categoryItem), 'ETag'), 304: json(null, 'ETag') },
    problems: [],
  },
];

const orders: Route[] = [
  {
    method: 'get',
    path: '/v1/cart',
    tag: 'orders',
    summary: 'The cart at current prices; nothing in it is held',
    callers: ['user'],
    answers: { 200: json(model.cart) },
    problems: signedIn,
  },
  {
    method: 'delete',
    path: '/v1/cart',
    tag: 'orders',
    summary: 'Empty the cart',
    callers: ['user'],
    answers: { 204: json(null) },
    problems: signedIn,
  },
  {
    method: 'put',
    path: '/v1/cart/items/{productId}',
    tag: 'orders',
    summary: 'Put a product into the cart',
    callers: ['user'],
    body: { schema: model.cartQuantity },
    answers: { 200: json(model.cart) },
    problems: [...signedIn, ...written, 'not-found'],
  },
  {
    method: 'delete',
    path: '/v1/cart/items/{productId}',
    tag: 'orders',
    summary: 'Take a product out of the cart',
    callers: ['user'],
    answers: { 204: json(null) },
    problems: [...signedIn, 'not-found'],
  },
  {
    method: 'post',
    path: '/v1/orders',
    tag: 'orders',
    summary: 'Place an order',
    callers: ['user'],
    headers: ['Idempotency-Key'],
    body: { schema: model.newOrder },
    answers: { 201: json(model.order, 'Location', 'ETag') },
    problems: [...signedIn, ...written, ...keyed, 'out-of-stock', 'price-changed', 'unavailable'],
  },
  {
    method: 'get',
    path: '/v1/orders',
    tag: 'orders',
    summary: 'The orders of the signed-in user, newest first',
    callers: ['user'],
    query: model.orderQuery,
    answers: { 200: json(model.listOf(model.order)) },
    problems: [...signedIn, 'bad-query'],
  },
  {
    method: 'get',
    path: '/v1/orders/{id}',
    tag: 'orders',
    summary: 'One order',
    callers: ['user', 'support'],
    headers: ['If-None-Match'],
    answers: { 200: json(model.order, 'ETag'), 304: json(null, 'ETag') },
    problems: [...signedIn, 'not-found'],
  },
  {
    method: 'get',
    path: '/v1/orders/{id}/timeline',
    tag: 'orders',
    summary: 'What happened to an order, in both clouds',
    callers: ['user', 'support'],
    query: model.orderQuery,
    answers: { 200: json(model.listOf(model.timelineItem)) },
    problems: [...signedIn, 'not-found', 'bad-query'],
  },
  {
    method: 'get',
    path: '/v1/orders/{id}/events',
    tag: 'orders',
    summary: 'What happens to an order, as it happens',
    callers: ['user', 'support'],
    headers: ['Last-Event-ID'],
    answers: { 200: { schema: z.string(), contentType: 'text/event-stream' } },
    problems: [...signedIn, 'not-found'],
  },
  {
    method: 'post',
    path: '/v1/orders/{id}/cancellation',
    tag: 'orders',
    summary: 'Ask for an order to be cancelled; payment decides between cancelled and refunded',
    callers: ['user', 'support'],
    body: { schema: model.cancellationRequest },
    answers: { 202: json(model.order) },
    problems: [...signedIn, ...written, 'not-found', 'illegal-state'],
  },
  {
    method: 'post',
    path: '/v1/orders/{id}/fulfilment',
    tag: 'orders',
    summary: 'Say that an order was sent',
    callers: ['support'],
    body: { schema: model.fulfilmentRequest },
    answers: { 200: json(model.order) },
    problems: [...withRole, ...written, 'not-found', 'illegal-state'],
  },
];

const payments: Route[] = [
  {
    method: 'get',
    path: '/v1/orders/{id}/payment',
    tag: 'payments',
    summary: "An order's payment",
    callers: ['user', 'support'],
    answers: { 200: json(model.payment) },
    problems: [...signedIn, 'not-found'],
  },
  {
    method: 'get',
    path: '/v1/payments/{id}',
    tag: 'payments',
    summary: 'One payment',
    callers: ['user', 'support'],
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
    problems: [...withRole, ...written, ...keyed, 'not-found', 'illegal-state', 'refund-exceeds'],
  },
  {
    method: 'post',
    path: '/v1/payments/{id}/resolution',
    tag: 'payments',
    summary: 'Say how a payment in manual review ended',
    callers: ['support'],
    body: { schema: model.resolution },
    answers: { 200: json(model.payment) },
    problems: [...withRole, ...written, 'not-found', 'illegal-state'],
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
    problems: ['bad-signature'],
  },
];

const others: Route[] = [
  {
    method: 'get',
    path: '/v1/notifications',
    tag: 'notifications',
    summary: 'What the shop told the signed-in user',
    callers: ['user'],
    query: model.notificationQuery,
    answers: { 200: json(model.listOf(model.notification)) },
    problems: [...signedIn, 'bad-query'],
  },
  {
    method: 'get',
    path: '/v1/analytics/sales',
    tag: 'analytics',
    summary: 'Captured and refunded sums per hour, day or month (UTC)',
    callers: ['analyst'],
    query: model.salesQuery,
    answers: { 200: json(model.sales) },
    problems: [...withRole, 'bad-query'],
  },
  {
    method: 'get',
    path: '/v1/analytics/top-products',
    tag: 'analytics',
    summary: 'The products that sold for most',
    callers: ['analyst'],
    query: model.rankingQuery,
    answers: { 200: json(model.listOf(model.topProduct)) },
    problems: [...withRole, 'bad-query'],
  },
  {
    method: 'get',
    path: '/v1/analytics/customers',
    tag: 'analytics',
    summary: 'The customers who bought for most',
    callers: ['analyst'],
    query: model.rankingQuery,
    answers: { 200: json(model.listOf(model.topCustomer)) },
    problems: [...withRole, 'bad-query'],
  },
  {
    method: 'get',
    path: '/v1/analytics/sync',
    tag: 'analytics',
    summary: 'How far the projection is behind its sources in the other cloud',
    callers: ['analyst'],
    answers: { 200: json(model.sync) },
    problems: withRole,
  },
];

/** Every public route: what `/openapi.json` is made of. */
export const routes: readonly Route[] = [...identity, ...products, ...orders, ...payments, ...others];
