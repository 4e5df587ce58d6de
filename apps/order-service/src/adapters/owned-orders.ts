import type { Item, Key } from '@causeway/stores/dynamo';
import * as z from 'zod';
import type { KeyOwner } from '../core/idempotency.js';
import { claimKey } from './claim-items.js';

/** Where a customer's orders are found at once, which an index tells of later: `U#<user>`/`O#<order>`, with the claim of each. */
export const ownedOrdersOf = (userId: string): { pk: string; prefix: string } => ({ pk: `U#${userId}`, prefix: 'O#' });

export const ownedOrderKey = (userId: string, orderId: string): Key => {
  const { pk, prefix } = ownedOrdersOf(userId);
  return { pk, sk: `${prefix}${orderId}` };
};

/** Written with the order. */
export const ownedOrder = (userId: string, orderId: string, claim: KeyOwner): Key & Item => ({
  ...ownedOrderKey(userId, orderId),
  schemaVersion: 1,
  claim: claimKey(claim).pk,
});

const stored = z.object({ sk: z.string(), claim: z.string() });

export const orderIdOf = (item: Item): string => stored.parse(item).sk.slice('O#'.length);

/** The claim under which an order was placed, with its answer. */
export const claimOf = (item: Item): Key => ({ pk: stored.parse(item).claim, sk: 'CLAIM' });
