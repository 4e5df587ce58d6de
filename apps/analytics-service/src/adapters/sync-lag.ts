import type { CloudEvent } from '@causeway/data-model';
import { histogram } from '@causeway/runtime/telemetry';
import { upsert } from '@causeway/stores/sql';
import { sql } from 'kysely';
import { lagBucket } from '../core/lag.js';
import type { Pen } from './project-state.js';

const lag = histogram(
  'causeway.sync.lag_ms',
  "From an event's commit in its own service to its projection here, in milliseconds.",
  [10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 60_000, 600_000],
);

const lagMsOf = ({ time }: CloudEvent, at: Date): number => Math.max(0, at.getTime() - Date.parse(time));

/** Counts how late an event was, in the transaction of its effect. */
export async function countLag({ seam, trx }: Pen, event: CloudEvent, at: Date): Promise<void> {
  await upsert(seam, trx, 'sync_lags', {
    key: { source: event.source, up_to_ms: lagBucket(lagMsOf(event, at)) },
    insert: { samples: 1 },
    set: { samples: sql`samples + 1` },
  });
}

/** Measures it, once its effect is there. */
export const measureLag = (event: CloudEvent, at: Date): void => lag(lagMsOf(event, at), { source: event.source });
