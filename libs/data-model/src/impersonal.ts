import type { CloudEvent } from './events.js';
import type { Address, Order } from './orders.js';
import { erasedText, isPseudonym, pseudonymOf } from './people.js';

/** Where an erased person's orders went: `ZZ` is no country (ISO 3166-1 leaves it to users). */
export const erasedAddress: Address = {
  name: erasedText,
  line1: erasedText,
  line2: null,
  city: erasedText,
  postalCode: erasedText,
  region: null,
  country: 'ZZ',
};

/** The name a person goes by once they are erased, of an id that may be that name already. */
export const erasedName = (userId: string): string => (isPseudonym(userId) ? userId : pseudonymOf(userId));

/** An order without the words of its customer: where it went to, how it was paid and why it was cancelled. */
export const wordless = (order: Order): Order => ({
  ...order,
  paymentMethod: erasedText,
  nextAction: null,
  shippingAddress: erasedAddress,
  cancellation: order.cancellation && { ...order.cancellation, reason: erasedText, requestedBy: erasedText },
});

/** Somebody's order or payment, as it is of an erased person. */
export const impersonal = <T extends { userId: string }>(what: T): T => ({ ...what, userId: erasedName(what.userId) });

/**
 * What an event of a payment or an account tells, by the name an erasure leaves: the event may be told again with it. That of
 * an order never is; it stays as it was told.
 */
export function impersonalData(data: CloudEvent['data']): CloudEvent['data'] {
  if ('payment' in data) return { payment: impersonal(data.payment) };
  if ('account' in data) return { account: { ...data.account, id: erasedName(data.account.id) } };
  return data;
}
