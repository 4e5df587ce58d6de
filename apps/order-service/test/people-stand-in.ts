import { unavailable } from '@causeway/data-model';
import type { ErasedPeople } from '../src/core/ports.js';

/** identity-service as order-service asks it about erased people, and tells it. */
export class PeopleStandIn implements ErasedPeople {
  readonly erased = new Set<string>();
  readonly reports: { userId: string; erased: Record<string, number> }[] = [];
  /** Takes no report. */
  isBusy = false;

  async isErased(userId: string): Promise<boolean> {
    return this.erased.has(userId);
  }

  async report(userId: string, erased: Record<string, number>): Promise<void> {
    if (this.isBusy) throw unavailable('identity-service is away.');
    this.reports.push({ userId, erased });
  }
}
