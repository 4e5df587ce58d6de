import type { CloudEvent } from '@causeway/data-model';
import { migrate, openSql, type SqlStore } from '@causeway/stores/sql';
import { addFingerprints, createInbox, entryOf, firstTime, type InboxTables } from '../src/inbox.js';
import { createOutbox, type OutboxTables } from '../src/outbox.js';
import { aPoint } from './a-point.js';

export type EffectTables = InboxTables & OutboxTables & { effects: { event_id: string } };

/** A database where each effect is a row, and nothing but the inbox keeps one from happening twice. */
export async function openEffects(url: string): Promise<SqlStore<EffectTables>> {
  const store = openSql<EffectTables>(url);
  await migrate(store, {
    '001-tables': async (db, seam) => {
      await createInbox(db, seam);
      await addFingerprints(db, seam);
      await createOutbox(db, seam);
      await db.schema.createTable('effects').addColumn('event_id', seam.text(128)).execute();
    },
  });
  return store;
}

export const applyOnce = (store: SqlStore<EffectTables>, event: CloudEvent): Promise<boolean> =>
  store.transaction(aPoint, async (trx) => {
    if (!(await firstTime(store.dialect, trx, entryOf(event)))) return false;
    await trx.insertInto('effects').values({ event_id: event.id }).execute();
    return true;
  });
