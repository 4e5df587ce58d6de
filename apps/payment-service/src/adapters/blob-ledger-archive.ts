import type { Failpoint } from '@causeway/runtime/failpoints';
import type { LedgerArchive, LedgerBatch } from '../core/ports.js';
import { points } from './failpoints.js';

/** Writes one NDJSON file, replacing one of the same name, and passes the point. */
export type PutText = (point: Failpoint, name: string, text: string, contentType: string) => Promise<void>;

/** Copies of the ledger as NDJSON (https://github.com/ndjson/ndjson-spec), one blob per batch. */
export const blobLedgerArchive = (put: PutText): LedgerArchive => ({
  async write({ name, lines }: LedgerBatch) {
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    await put(points['ledger-uploaded'], name, text, 'application/x-ndjson');
  },
});
