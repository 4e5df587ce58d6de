import type { Clock, LedgerArchive, UnarchivedLedger } from './ports.js';

/** Copies new ledger entries to the archive, and marks them only when they are there. */
export class BackUpLedger {
  readonly #ledger: UnarchivedLedger;
  readonly #archive: LedgerArchive;
  readonly #clock: Clock;

  constructor(ledger: UnarchivedLedger, archive: LedgerArchive, clock: Clock) {
    this.#ledger = ledger;
    this.#archive = archive;
    this.#clock = clock;
  }

  /** Returns how many entries were copied. */
  async backUp(): Promise<number> {
    let copied = 0;
    for (;;) {
      const batch = await this.#ledger.nextBatch(this.#clock());
      if (batch === undefined) return copied;
      await this.#archive.write(batch);
      await this.#ledger.markArchived(batch.name, this.#clock());
      copied += batch.lines.length;
    }
  }
}
