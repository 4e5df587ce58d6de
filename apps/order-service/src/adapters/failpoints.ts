import { failpoints } from '@causeway/runtime/failpoints';

/** Between every two durable effects of order-service. */
export const points = failpoints('order', {
  'key-claimed': { after: 'the key is claimed for an order id', before: 'the stock is reserved' },
  'key-taken-over': { after: 'a claim whose lease ended is taken over', before: 'the stock is reserved' },
  'order-renamed': {
    after: 'the claim has a fresh order id, as the first was fenced',
    before: 'the stock is reserved',
  },
  'lease-ended': { after: 'the lease of a claim is ended at once, as its outcome is in doubt', before: 'the answer' },
  'key-freed': { after: 'the key is free again after a refusal', before: 'the refusal is answered' },
  'stock-reserved': { after: 'product-service holds the stock', before: 'the order is written' },
  'stock-released': { after: 'product-service has released the stock', before: 'the key is free again' },
  placed: { after: 'order, answer, cart and event are written', before: 'the event is published and 201 answered' },
  changed: { after: 'the next state of an order and its event are written', before: 'the event is published' },
  noted: { after: "somebody else's step is on the order's timeline", before: 'its message is completed' },
  fenced: { after: 'a tombstone stands where the order would', before: 'product-service hears that there is none' },
  'cart-changed': { after: 'a cart has a new line', before: 'the answer' },
  'cart-line-removed': { after: 'a line is out of the cart', before: 'the answer' },
  'cart-cleared': { after: 'a cart is empty', before: 'the answer' },
  'cart-closed': { after: "an erased person's cart is closed for ever", before: 'their orders are looked for' },
  'owner-erased': {
    after: 'an order has lost its customer, and its answer is gone',
    before: 'the next order, or the report',
  },
});
