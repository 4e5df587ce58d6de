import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** A row of the projection that reconciliation found unlike its source: what it held (null: nothing) and what it got. */
const mended = z.object({
  kind: z.enum(['order', 'payment', 'product']),
  id: z.string(),
  held: z.int().nullable(),
  version: z.int().nullable(),
  time: z.string(),
});
export type MendedRow = z.infer<typeof mended>;

/** analytics-service writes this for each row, once its transaction is committed. */
const mark = '"msg":"a row was not as its source holds it and was mended"';

/**
 * What reconciliation mended in this run. Nothing is forged here and nothing is restored: each such row stands for an event
 * that was late by more than reconciliation waits, or lost.
 */
export function mendedRows(dataDir: string): MendedRow[] {
  return readFileSync(join(dataDir, 'logs', 'analytics-service.log'), 'utf8')
    .split('\n')
    .filter((line) => line.includes(mark))
    .map((line) => mended.parse(JSON.parse(line.slice(line.indexOf('{')))));
}
