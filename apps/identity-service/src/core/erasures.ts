import type { AuditEvent, CloudEvent, Keeper } from '@causeway/data-model';
import type { Account } from './account.js';
import type { ErasureRecord, KeptReport } from './erasure.js';

/** The accounts that were erased, and how far their erasures have come. */
export interface Erasures {
  /**
   * Puts a tombstone where the account was, frees its address, ends its sessions, and keeps erasure, event and note; all of it
   * or nothing.
   *
   * @returns `outdated`, with nothing erased, when the account has changed since it was read
   */
  begin(
    account: Account,
    change: { erasure: ErasureRecord; event: CloudEvent; noted: AuditEvent; at: Date },
  ): Promise<'begun' | 'outdated'>;
  /** The erasure of an account, by the id the account had. */
  ofUser(userId: string): Promise<ErasureRecord | undefined>;
  byId(id: string): Promise<ErasureRecord | undefined>;
  /** Keeps a service's report, unless it has reported before; answers what there is then. */
  report(id: string, service: Keeper, report: KeptReport): Promise<ErasureRecord>;
  /** Nothing happens to one that is complete. */
  complete(id: string, at: Date, noted: AuditEvent): Promise<void>;
}
