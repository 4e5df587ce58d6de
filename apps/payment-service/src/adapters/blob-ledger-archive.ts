import { failpoint } from '@causeway/runtime/failpoints';
import type { LedgerArchive, LedgerBatch } from '../core/ports.js';

/** Writes one NDJSON file, replacing one of the same name. */
export type PutText = (name: string, text: string, contentType: string) => Promise<void>;

/** Copies of the ledger as NDJSON (https://github.com/ndjson/ndjson-spec), one blob per batch. */
export const blobLedgerArchive = (put: PutText): LedgerArchive => ({
  async write({ name, lines }: LedgerBatch) {
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    await put(name, text, 'application/x-ndjson');
    failpoint('ledger.uploaded');
  },
});
