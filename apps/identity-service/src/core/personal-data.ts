import type { PersonalData } from '@causeway/data-model';

/** What other services keep about people. */
export interface DataKeptElsewhere {
  /**
   * All of it, from all of them.
   *
   * @throws DomainError `unavailable` when one of them does not answer
   */
  of(userId: string): Promise<PersonalData['items']>;
}
