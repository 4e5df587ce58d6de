import type { CloudEvent } from '@causeway/data-model';
import { entryOf, firstTime, type InboxTables } from '@causeway/messaging/inbox';
import type { SqlStore } from '@causeway/stores/sql';
import type { Transaction } from 'kysely';
import type { Projection } from '../core/ports.js';
import { points } from './failpoints.js';
import { eventHere, wordlessEvent } from './named-here.js';
import { nextGeneration } from './next-generation.js';
import { projectEvent, projectState } from './project-event.js';
import { type Pen, towardsNewer } from './project-state.js';
import { journal } from './projection-archive.js';
import type { ProjectionTables } from './projection-tables.js';
import { isBuilding } from './rebuild-row.js';
import { countLag, measureLag } from './sync-lag.js';

type Tables = ProjectionTables & InboxTables;

/** The projection in SQL: inbox, rows and lag change in one transaction; so does the next generation while it is built. */
export class SqlProjection implements Projection {
  readonly #store: SqlStore<Tables>;

  constructor(store: SqlStore<Tables>) {
    this.#store = store;
  }

  async apply(event: CloudEvent, at: Date): Promise<boolean> {
    const applied = await this.#store.transaction(points.projected, async (trx) => {
      const pen = this.#pen(trx, at);
      const told = await eventHere(pen, event);
      const { fingerprint } = entryOf(event);
      if (!(await firstTime(this.#store.dialect, trx, { id: told.id, fingerprint }, at))) return false;
      const building = await isBuilding(this.#store.dialect, pen.trx);
      await projectEvent(pen, told);
      if (building) await projectState({ ...pen, trx: pen.trx.withPlugin(nextGeneration) }, told);
      await countLag(pen, told, at);
      await journal(pen.trx, { event: wordlessEvent(told), fingerprint });
      return true;
    });
    if (applied) measureLag(event, at);
    return applied;
  }

  #pen(trx: Transaction<Tables>, at: Date): Pen {
    // The projection's tables are among the store's, which a transaction's type does not say.
    const own = trx as unknown as Transaction<ProjectionTables>;
    return { seam: this.#store.dialect, trx: own, at: at.toISOString(), may: towardsNewer };
  }
}
