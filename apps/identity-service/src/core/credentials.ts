import type { AuditEvent, CloudEvent } from '@causeway/data-model';
import type { Account } from './account.js';

/** What goes with an account's password: the sessions that were opened with it. */
export interface Credentials {
  /**
   * Replaces an account by its next version, which has another password, and ends all its sessions but one.
   *
   * @returns `outdated`, with nothing replaced, when the account has changed since it was read
   */
  replace(
    next: Account,
    change: { keep: string; event: CloudEvent; noted: AuditEvent; at: Date },
  ): Promise<'replaced' | 'outdated'>;
  /** Keeps the same password under a hash of today's cost; nothing happens when it was replaced meanwhile. */
  rehash(account: Account, passwordHash: string): Promise<void>;
}
