import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';

/** A row of the projection that reconciliation found unlike its source: what it held (null: nothing) and what it got. */
const mended = z.object({
  kind: z.enum(['order', 'payment', 'product']),
  id: z.string(),
  held: z.int().nullable(),
  version: z.int().nullable(),
  time: z.string(),
});

export type MendedRow = z.infer<typeof mended> & {
  /** Whether the event of this version reached analytics-service all the same, by now; null where its SQL is on a server. */
  told: boolean | null;
};

/** analytics-service writes this for each row, once its transaction is committed. */
const mark = '"msg":"a row was not as its source holds it and was mended"';

/**
 * What reconciliation mended in this run. Nothing is forged here and nothing is restored: each such row stands for an event
 * that came later than reconciliation waits, or was lost. Its inbox says which.
 */
export function mendedRows(dataDir: string): MendedRow[] {
  const rows = readFileSync(join(dataDir, 'logs', 'analytics-service.log'), 'utf8')
    .split('\n')
    .filter((line) => line.includes(mark))
    .map((line) => mended.parse(JSON.parse(line.slice(line.indexOf('{')))));
  const file = join(dataDir, 'sql', 'analytics.db');
  if (rows.length === 0 || !existsSync(file)) return rows.map((row) => ({ ...row, told: null }));
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    // Ids of events: aggregate, id, version, type.
    const told = db.prepare("select 1 from inbox where event_id like ? || '/%'");
    return rows.map((row) => ({ ...row, told: told.get(`${row.kind}/${row.id}/${row.version}`) !== undefined }));
  } finally {
    db.close();
  }
}

/** What was mended and nobody ever told: the event was lost, or the row was never anybody's. */
export const lostOf = (rows: readonly MendedRow[]): string[] =>
  rows
    .filter(({ told }) => told === false)
    .map(({ kind, id, held, version }) =>
      version === null
        ? `Analytics held a ${kind} ${id} that its source does not know.`
        : `The event of ${kind} ${id}, version ${version}, never reached analytics, which held ${held ?? 'nothing'}.`,
    );
