import { id, role } from '@causeway/data-model';
import type { Item, Key, When } from '@causeway/stores/dynamo';
import * as z from 'zod';
import type { Account } from '../core/account.js';
import { sha256 } from './sha256.js';

export const accountKey = (id: string): Key => ({ pk: `U#${id}`, sk: 'META' });
export const addressKey = (email: string): Key => ({ pk: `E#${sha256(email)}`, sk: 'META' });
export const addressItem = z.object({ userId: z.string() });

const accountItem = z.object({
  schemaVersion: z.literal(1),
  id: z.string(),
  email: z.string(),
  name: z.string(),
  roles: z.array(role),
  createdAt: z.string(),
  version: z.int(),
  // Accounts from before sessions knew which password they belong to have had one.
  credentials: z.int().default(1),
  passwordHash: z.string(),
});

export const toAddressItem = ({ email, id }: Account): Key & Item => ({
  ...addressKey(email),
  schemaVersion: 1,
  userId: id,
});
export const toAccountItem = (account: Account): Key & Item => ({
  ...accountKey(account.id),
  schemaVersion: 1,
  ...account,
});

/** What stands where an erased account was, for ever: nothing of the person but the id they had. */
export const accountTombstone = ({ id: userId, version }: Account, erasureId: string, at: Date): Key & Item => ({
  ...accountKey(userId),
  schemaVersion: 1,
  erasedAt: at.toISOString(),
  // Of the event that tells of it.
  version: version + 1,
  erasureId,
});

const tombstone = z.object({ erasureId: id });

/** The erasure of the account that an item stands for; nothing for one that is not erased. */
export const erasureIdOf = (item: Item): string | undefined =>
  'erasedAt' in item ? tombstone.parse(item).erasureId : undefined;

/** The account of an item; nothing for what an erased one leaves behind. */
export function fromAccountItem(item: Item): Account | undefined {
  if ('erasedAt' in item) return undefined;
  const { schemaVersion, ...account } = accountItem.parse(item);
  return account;
}

/** That an account is still as it was before this version of it. */
export const ifUnchanged = ({ version }: Account): When => ({
  when: '#version = :before AND attribute_not_exists(#erasedAt)',
  values: { before: version - 1 },
});

/** That an account still is as it was read. */
export const ifStillAs = (account: Account): When => ifUnchanged({ ...account, version: account.version + 1 });

/** That an account still has the password it had when it was read. */
export const ifPasswordIs = (credentials: number): When => ({
  when: 'attribute_not_exists(#erasedAt) AND attribute_exists(#pk) AND (#credentials = :seen OR (attribute_not_exists(#credentials) AND :seen = :first))',
  values: { seen: credentials, first: 1 },
});
