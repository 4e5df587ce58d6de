import type { GatewayEnv } from './gateway-env.js';

/** Each service's address, by its name. */
export const upstreamsOf = (env: GatewayEnv) => ({
  'identity-service': env.IDENTITY_URL,
  'product-service': env.PRODUCT_URL,
  'order-service': env.ORDER_URL,
  'payment-service': env.PAYMENT_URL,
  'notification-service': env.NOTIFICATION_URL,
  'analytics-service': env.ANALYTICS_URL,
});
export type Upstreams = ReturnType<typeof upstreamsOf>;

/** Which service answers what. A path that is not listed does not exist outside, `/internal` above all. */
export const routeTable: Readonly<Record<string, keyof Upstreams>> = {
  '/.well-known/*': 'identity-service',
  '/v1/auth/*': 'identity-service',
  '/v1/me': 'identity-service',
  '/v1/me/*': 'identity-service',
  '/v1/erasures/*': 'identity-service',
  '/v1/api-keys': 'identity-service',
  '/v1/api-keys/*': 'identity-service',
  '/v1/signing-keys/*': 'identity-service',
  '/v1/audit-events': 'identity-service',
  '/v1/products': 'product-service',
  '/v1/products/*': 'product-service',
  '/v1/categories': 'product-service',
  '/v1/categories/*': 'product-service',
  '/v1/cart': 'order-service',
  '/v1/cart/*': 'order-service',
  '/v1/orders': 'order-service',
  '/v1/orders/*': 'order-service',
  '/v1/orders/:id/payment': 'payment-service',
  '/v1/payments/*': 'payment-service',
  '/v1/notifications': 'notification-service',
  '/v1/notifications/*': 'notification-service',
  '/v1/analytics/*': 'analytics-service',
};

/** Milliseconds for what reads or writes a whole store: an import of thousands of rows, the check of the books. */
export const longPatienceMs = 60_000;
