import type { AuditEvent, PersonalExport } from '@causeway/data-model';

/** What is kept here of a person besides their account: sessions with their tokens, failed log-ins, security events. */
export interface PersonalTraces {
  /** Those that were open in the last 30 days. */
  sessions(userId: string): Promise<PersonalExport['sessions']>;
  /** What was noted of the account, oldest first. */
  securityEvents(userId: string): Promise<AuditEvent[]>;
  /**
   * Deletes all of it, of somebody whose account is erased, and ends what was opened while that was done; what is gone stays
   * gone, however often. The audit trail keeps what it has.
   */
  forget(userId: string, at: Date): Promise<void>;
}
