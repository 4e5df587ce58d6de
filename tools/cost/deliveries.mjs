import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is published for an order of two lines that is paid, by type: its topic, who publishes it, and how often. */
export const published = {
  'shop.order.placed.v1': { topic: 'orders', by: 'order-service', times: 1 },
  'shop.order.paid.v1': { topic: 'orders', by: 'order-service', times: 1 },
  'shop.payment.captured.v1': { topic: 'payments', by: 'payment-service', times: 1 },
  'shop.reservation.committed.v1': { topic: 'catalogue', by: 'product-service', times: 1 },
  'shop.notification.sent.v1': { topic: 'notifications', by: 'notification-service', times: 1 },
};

/** By subscriber: how many events of such an order the topology brings to it. */
export function deliveriesOf(root) {
  const { subscriptions } = JSON.parse(readFileSync(join(root, 'infra', 'azure', 'topology.json'), 'utf8'));
  const bySubscriber = {};
  for (const { topic, name, filter } of subscriptions) {
    const events = Object.entries(published).filter(([type, event]) => event.topic === topic && lets(filter, type));
    bySubscriber[name] = (bySubscriber[name] ?? 0) + events.reduce((sum, [, { times }]) => sum + times, 0);
  }
  return bySubscriber;
}

/** A rule names the types it lets through, or none and lets all through. */
function lets(filter, type) {
  const patterns = [...filter.matchAll(/type LIKE '([^%']+)%'/g)].map(([, start]) => start);
  return patterns.length === 0 || patterns.some((start) => type.startsWith(start));
}
