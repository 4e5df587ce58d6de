import { invalidRequest } from '../core/api-error.js';
import { cardOf } from '../core/payment-methods.js';
import type { Books } from '../core/ports.js';
import type { Charge, PaymentIntent, Refund } from '../core/stripe-objects.js';
import type { Expand } from './params.js';

type Expandable = PaymentIntent | Charge | Refund;

/**
 * An object as it is answered: the ids that `expand` names are replaced by their objects.
 *
 * @throws ApiError 400 when the object has no such field.
 */
export function expanded(books: Books, object: Expandable, expand: Expand): object {
  return { ...object, ...Object.fromEntries(expand.map((field) => [field, fieldOf(books, object, field)])) };
}

function fieldOf(books: Books, object: Expandable, field: Expand[number]): object | string | null {
  const id = idIn(object, field);
  if (id === null) return null;
  switch (field) {
    case 'payment_method':
      return cardOf(id).method;
    case 'payment_intent':
      return books.intents.find(id) ?? id;
    default:
      return books.charges.find(id) ?? id;
  }
}

function idIn(object: Expandable, field: Expand[number]): string | null {
  const id: unknown = Object.entries(object).find(([name]) => name === field)?.[1];
  if (typeof id === 'string' || id === null) return id;
  throw invalidRequest(`This property cannot be expanded (${field}).`, { param: 'expand' });
}
