import { type AccountState, anEvent, type CloudEvent, type User } from '@causeway/data-model';

/** A person's account as it is kept: what everybody may see of it, and what nobody may. */
export type Account = User & {
  /** Counts the account's changes, from 1. */
  version: number;
  passwordHash: string;
};

/** What the person themselves sees. */
export const userOf = ({ id, email, name, roles, createdAt }: Account): User => ({ id, email, name, roles, createdAt });

/** Says that an account exists, without saying whose address it has. */
export function registered(account: Account, traceparent: string): CloudEvent<'shop.account.registered.v1'> {
  const { id, roles, createdAt, version } = account;
  const state: AccountState = { id, roles, createdAt, version };
  return anEvent(
    'shop.account.registered.v1',
    { account: state },
    {
      aggregate: 'account',
      subject: id,
      version,
      source: '/aws/identity-service',
      time: createdAt,
      traceparent,
    },
  );
}
