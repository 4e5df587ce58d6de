import type { SqlSeam } from '@causeway/stores/sql';
import type { Transaction } from 'kysely';
import type { ProjectionTables } from './projection-tables.js';

/** Whether a next generation is being built; nobody begins, ends or abandons one before this transaction has ended. */
export async function isBuilding(seam: SqlSeam, trx: Transaction<ProjectionTables>): Promise<boolean> {
  const row = await seam.selectForShare(trx, 'rebuild').select('building').where('id', '=', 1).executeTakeFirst();
  return row?.building === 1;
}
