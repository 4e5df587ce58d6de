import type { CloudEvent } from '@causeway/data-model';
import type { Account } from './account.js';

/** The accounts there are; an address belongs to one of them at most. */
export interface Users {
  /** Adds the account and its event together, or nothing when the address is taken. */
  add(account: Account, event: CloudEvent): Promise<'added' | 'taken'>;
  /** @param email in lower case */
  byEmail(email: string): Promise<Account | undefined>;
  byId(id: string): Promise<Account | undefined>;
}
