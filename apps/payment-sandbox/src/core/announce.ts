import type { Books, World } from './ports.js';
import type { EventType, StripeEvent } from './stripe-objects.js';
import { deliveryPeriodMs } from './webhooks.js';

/** The version of Stripe's API whose objects the sandbox speaks. */
export const apiVersion = '2026-10-28.endive';

/** Writes an event about an object as it is now, with its webhook, in the transaction that changed the object. */
export function announce(books: Books, type: EventType, object: StripeEvent['data']['object'], world: World): void {
  const { now, newId, request } = world;
  const event: StripeEvent = {
    id: newId('evt'),
    object: 'event',
    api_version: apiVersion,
    created: Math.floor(now.getTime() / 1000),
    data: { object },
    livemode: false,
    pending_webhooks: 1,
    request,
    type,
  };
  books.events.add(event, now.getTime(), now.getTime() + deliveryPeriodMs);
}
