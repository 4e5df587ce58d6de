import type { CloudEvent } from '@causeway/data-model';
import { entryOf, firstTime, type InboxTables } from '@causeway/messaging/inbox';
import { histogram } from '@causeway/runtime/telemetry';
import { type SqlStore, upsert } from '@causeway/stores/sql';
import { sql, type Transaction } from 'kysely';
import { lagBucket } from '../core/lag.js';
import type { Projection } from '../core/ports.js';
import { points } from './failpoints.js';
import { nextGeneration } from './next-generation.js';
import { projectEvent, projectState } from './project-event.js';
import { type Pen, towardsNewer } from './project-state.js';
import { journal } from './projection-archive.js';
import type { ProjectionTables } from './projection-tables.js';
import { isBuilding } from './rebuild-row.js';

type Tables = ProjectionTables & InboxTables;

const lag = histogram(
  'causeway.sync.lag_ms',
  "From an event's commit in its own service to its projection here, in milliseconds.",
  [10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 60_000, 600_000],
);

/** The projection in SQL: inbox, rows and lag change in one transaction; so does the next generation while it is built. */
export class SqlProjection implements Projection {
  readonly #store: SqlStore<Tables>;

  constructor(store: SqlStore<Tables>) {
    this.#store = store;
  }

  async apply(event: CloudEvent, at: Date): Promise<boolean> {
    const lagMs = Math.max(0, at.getTime() - Date.parse(event.time));
    const applied = await this.#store.transaction(points.projected, async (trx) => {
      if (!(await firstTime(this.#store.dialect, trx, entryOf(event), at))) return false;
      const pen = this.#pen(trx, at);
      const building = await isBuilding(this.#store.dialect, pen.trx);
      await projectEvent(pen, event);
      if (building) await projectState({ ...pen, trx: pen.trx.withPlugin(nextGeneration) }, event);
      await countLag(pen, event.source, lagMs);
      await journal(pen.trx, { event });
      return true;
    });
    if (applied) lag(lagMs, { source: event.source });
    return applied;
  }

  #pen(trx: Transaction<Tables>, at: Date): Pen {
    // The projection's tables are among the store's, which a transaction's type does not say.
    const own = trx as unknown as Transaction<ProjectionTables>;
    return { seam: this.#store.dialect, trx: own, at: at.toISOString(), may: towardsNewer };
  }
}

async function countLag({ seam, trx }: Pen, source: string, lagMs: number): Promise<void> {
  await upsert(seam, trx, 'sync_lags', {
    key: { source, up_to_ms: lagBucket(lagMs) },
    insert: { samples: 1 },
    set: { samples: sql`samples + 1` },
  });
}
