import { failpoints } from '@causeway/runtime/failpoints';

/** Between every two durable effects of product-service. */
export const points = failpoints('product', {
  added: { after: 'a product, its lists and its event are written', before: 'the event is published' },
  replaced: { after: 'a changed product, its lists and its event are written', before: 'the event is published' },
  removed: { after: 'a product is marked deleted and its event written', before: 'the event is published' },
  'stock-adjusted': { after: 'an adjusted stock, why, and its event are written', before: 'the event is published' },
  'stock-held': { after: 'the reservation and all its stocks are written', before: 'order-service hears of it' },
  'reservation-settled': {
    after: 'the reservation is committed, released or restocked, with inbox and event',
    before: 'the event is published',
  },
  'order-fenced': {
    after: 'order-service has said whether the order stands, and keeps to it',
    before: 'the lease ends or the stock is released',
  },
  'lease-ended': { after: 'a lease is ended, as its order stands', before: 'the next lease is looked at' },
  'bucket-made': { after: 'the bucket of the pictures is made', before: 'an upload is signed' },
});
