import { createHash } from 'node:crypto';
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { DynamoTable, Item, Key } from '@causeway/stores/dynamo';
import * as z from 'zod';
import type { Answer, Claim, KeyOwner, StoredClaim } from '../core/idempotency.js';

/** A claim is the item `IDEM#<user>#<sha256(route,key)>`/`CLAIM`; a key can be long and is nobody's business. */
export const claimKey = ({ userId, route, key }: KeyOwner): Key => ({
  pk: `IDEM#${userId}#${createHash('sha256')
    .update(JSON.stringify([route, key]))
    .digest('hex')}`,
  sk: 'CLAIM',
});

/** The condition under which a claim is still the one that `:token` was given, and unanswered. */
export const stillHeld = '#token = :token AND attribute_not_exists(#answer)';

const storedClaim = z.object({
  schemaVersion: z.literal(1),
  bodyHash: z.string(),
  orderId: z.string(),
  token: z.string(),
  leaseUntil: z.string(),
  answer: z
    .object({ status: z.int(), body: z.string(), location: z.string(), etag: z.string() })
    .nullable()
    .default(null),
});

/** `ttl` lets DynamoDB clean up; what counts is `expiresAt`. */
export function toClaimItem(claim: Claim, expiresAt: Date): Key & Item {
  const { bodyHash, orderId, token, leaseUntil } = claim;
  const times = { expiresAt: expiresAt.toISOString(), ttl: Math.ceil(expiresAt.getTime() / 1000) };
  return { ...claimKey(claim), schemaVersion: 1, bodyHash, orderId, token, leaseUntil, ...times };
}

export function fromClaimItem(item: Item): StoredClaim {
  const { schemaVersion: _, ...claim } = storedClaim.parse(item);
  return claim;
}

/** The action that keeps an answer for repeats of its request; refused when the claim is held no longer. */
export const answeredClaim = (table: DynamoTable, claim: Claim, answer: Answer): TransactWriteItem =>
  table.update(claimKey(claim), {
    update: 'SET #answer = :answer',
    when: stillHeld,
    values: { answer, token: claim.token },
  });
