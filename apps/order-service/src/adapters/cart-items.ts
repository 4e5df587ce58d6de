import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { price } from '@causeway/data-model';
import type { DynamoTable, Item, Key } from '@causeway/stores/dynamo';
import * as z from 'zod';
import type { StoredCart } from '../core/cart.js';

/**
 * A cart is the item `U#<user>`/`CART` with one attribute for each product, `line_<id>`, so that any of them can be taken
 * out without reading the rest. Hyphens become underscores, as names in expressions want it.
 */
export const cartKey = (userId: string): Key => ({ pk: `U#${userId}`, sk: 'CART' });

/** What stands where the cart of an erased person was, for ever: nothing is put into it, and no order placed beside it. */
export const closedCart = (userId: string, at: string): Key & Item => ({
  ...cartKey(userId),
  schemaVersion: 1,
  closedAt: at,
});

/** The condition of everything that is written to a cart. */
export const ifOpen = 'attribute_not_exists(#closedAt)';

export const lineOf = (productId: string) => `line_${productId.replaceAll('-', '_')}`;

const storedLine = z.object({
  productId: z.string(),
  quantity: z.int(),
  name: z.string(),
  unitPrice: price,
  since: z.string(),
});

export function fromCartItem(item: Item): StoredCart {
  const lines = Object.keys(item)
    .filter((name) => name.startsWith('line_'))
    .map((name) => storedLine.parse(item[name]))
    .sort((a, b) => (a.since < b.since ? -1 : 1));
  return { lines, updatedAt: typeof item.updatedAt === 'string' ? item.updatedAt : null };
}

/**
 * The action that takes products out of a cart, whether they are in it or not, unless it is closed. Ninety full names would be longer than the
 * 4 kB an expression may have, so each has a short one here.
 */
export function withoutProducts(
  table: DynamoTable,
  userId: string,
  productIds: readonly string[],
  at: string,
): TransactWriteItem {
  const names = Object.fromEntries(productIds.map((id, index) => [`#l${index}`, lineOf(id)]));
  return {
    Update: {
      TableName: table.name,
      Key: marshall(cartKey(userId)),
      UpdateExpression: `SET schemaVersion = :one, updatedAt = :at REMOVE ${Object.keys(names).join(', ')}`,
      ConditionExpression: ifOpen,
      ExpressionAttributeNames: { ...names, '#closedAt': 'closedAt' },
      ExpressionAttributeValues: marshall({ ':one': 1, ':at': at }),
    },
  };
}
