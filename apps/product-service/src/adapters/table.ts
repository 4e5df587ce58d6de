import { outboxIndex } from '@causeway/messaging/outbox';
import type { IndexDefinition } from '@causeway/stores/dynamo';

/** The indexes of the products table; `infra/` declares the same for the cloud. */
export const productIndexes: readonly IndexDefinition[] = [
  { name: 'byName', partition: 'pk', sort: 'byName' },
  { name: 'byPrice', partition: 'pk', sort: 'byPrice' },
  { name: 'byCreation', partition: 'pk', sort: 'byCreation' },
  { name: 'lease', partition: 'leaseShard', sort: 'leaseUntil', projection: 'KEYS_ONLY' },
  outboxIndex,
];

export const keys = {
  product: (id: string) => ({ pk: `P#${id}`, sk: 'META' }),
  stock: (id: string) => ({ pk: `P#${id}`, sk: 'STOCK' }),
  adjustment: (productId: string, id: string) => ({ pk: `P#${productId}`, sk: `ADJ#${id}` }),
  sku: (sku: string) => ({ pk: `SKU#${sku}`, sk: 'SKU' }),
  reservation: (orderId: string) => ({ pk: `R#${orderId}`, sk: 'META' }),
};
