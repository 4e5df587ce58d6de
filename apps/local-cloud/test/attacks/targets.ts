import type { Shop } from '../system/shop.js';

/** Where an attack is tried: a way in, and a route there that asks who is there. */
export type Target = { name: string; url: string; path: string };

/** Each service's own port, with a route of its own for people or for an analyst. */
export function servicesOf({ system: { ports } }: Shop): Target[] {
  const at = (port: number) => `http://127.0.0.1:${port}`;
  return [
    { name: 'identity-service', url: at(ports.identity), path: '/v1/me' },
    { name: 'product-service', url: at(ports.product), path: '/internal/changes' },
    { name: 'order-service', url: at(ports.order), path: '/v1/orders' },
    { name: 'payment-service', url: at(ports.payment), path: '/v1/payments/019aa000-0000-7000-8000-00000000dead' },
    { name: 'notification-service', url: at(ports.notification), path: '/v1/notifications' },
    { name: 'analytics-service', url: at(ports.analytics), path: '/v1/analytics/sync' },
  ];
}

/** The same routes through the gateway, as far as they exist there, and then straight. */
export const everyWayIn = (shop: Shop): Target[] => [
  ...servicesOf(shop)
    .filter(({ path }) => !path.startsWith('/internal'))
    .map(({ name, path }) => ({ name: `the gateway (${name})`, url: shop.url, path })),
  ...servicesOf(shop),
];
