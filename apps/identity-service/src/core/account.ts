import { type AccountState, anEvent, type CloudEvent, type EventType, type User } from '@causeway/data-model';

/** A person's account as it is kept: what everybody may see of it, and what nobody may. */
export type Account = User & {
  /** Counts the account's changes, from 1. */
  version: number;
  /** Counts the passwords it has had, from 1: a session that was opened with an earlier one cannot be refreshed. */
  credentials: number;
  passwordHash: string;
};

/** What the person themselves sees. */
export const userOf = ({ id, email, name, roles, createdAt }: Account): User => ({ id, email, name, roles, createdAt });

/** The account after its password was replaced. */
export const withPassword = (account: Account, passwordHash: string): Account => ({
  ...account,
  version: account.version + 1,
  credentials: account.credentials + 1,
  passwordHash,
});

export const registered = (account: Account, traceparent: string): CloudEvent<'shop.account.registered.v1'> =>
  accountEvent('shop.account.registered.v1', account, account.createdAt, traceparent);

export const updated = (account: Account, at: Date, traceparent: string): CloudEvent<'shop.account.updated.v1'> =>
  accountEvent('shop.account.updated.v1', account, at.toISOString(), traceparent);

/** The account's last event: it is of the version after the last one there was. */
export const erased = (account: Account, at: Date, traceparent: string): CloudEvent<'shop.account.erased.v1'> =>
  accountEvent('shop.account.erased.v1', afterAll(account), at.toISOString(), traceparent);

const afterAll = (account: Account): Account => ({ ...account, version: account.version + 1 });

/** Says what happened to an account, without saying whose address it has. */
function accountEvent<T extends Extract<EventType, `shop.account.${string}`>>(
  type: T,
  { id, roles, createdAt, version }: Account,
  time: string,
  traceparent: string,
): CloudEvent<T> {
  const account: AccountState = { id, roles, createdAt, version };
  const origin = {
    aggregate: 'account',
    subject: id,
    version,
    source: '/aws/identity-service',
    time,
    traceparent,
  } as const;
  return anEvent<Extract<EventType, `shop.account.${string}`>>(type, { account }, origin) as CloudEvent<T>; // T is one of these
}
