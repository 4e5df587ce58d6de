import type { AuditEvent, CloudEvent } from '@causeway/data-model';
import type { Account } from './account.js';

/** The accounts there are; an address belongs to one of them at most. */
export interface Users {
  /** Adds the account, its event and its note in the audit trail together, or nothing when the address is taken. */
  add(account: Account, event: CloudEvent, noted: AuditEvent): Promise<'added' | 'taken'>;
  /** @param email in lower case */
  byEmail(email: string): Promise<Account | undefined>;
  byId(id: string): Promise<Account | undefined>;
}
