import { randomBytes } from 'node:crypto';
import { gauge } from '@causeway/runtime/telemetry';
import type { Blobs } from '../blob.js';
import { points } from '../failpoints.js';
import type { SqlStore } from '../sql/store.js';
import type { JournalTables } from './journal.js';
import { container, type Head, type Header, headName, type Line, writePart } from './part.js';

/** What a service's archive is made of. */
export type ArchiveSource<DB extends JournalTables> = {
  /** The archive's name: `ledger`, `projection`. */
  what: string;
  store: SqlStore<DB>;
  blobs: Blobs;
  /** All there is, in pieces: bodies as the journal would hold them. */
  all(): AsyncIterable<object[]>;
  /** The age of the oldest event that is not published, as an ISO time. */
  unpublishedSince(): Promise<string | null>;
};

const linesPerPart = 500;
/** A restore reads one chain: a younger one is a shorter one. */
const chainLivesMs = 24 * 3600 * 1000;

const behind = gauge(
  'causeway.archive.behind_ms',
  'How old the oldest change is that is in no archive, in milliseconds.',
);

/**
 * Copies what changes into files, part by part. A chain of parts begins with all there is; every day a new one begins.
 * Several processes may do it: a change that two of them copy is one change.
 */
export class Archiver<DB extends JournalTables> {
  readonly #source: ArchiveSource<DB>;
  readonly #store: SqlStore<JournalTables>;

  constructor(source: ArchiveSource<DB>) {
    this.#source = source;
    // The journal is among the store's tables.
    this.#store = source.store as unknown as SqlStore<JournalTables>;
  }

  /** Copies what is in the journal, but for what comes meanwhile: that would never end. Returns how many changes that was. */
  async ship(now: () => Date = () => new Date()): Promise<number> {
    let shipped = 0;
    for (;;) {
      const { chain, part } = await this.#end();
      if (isOver(chain, now())) {
        await this.#begin(chain, now());
        continue;
      }
      const at = now().toISOString();
      const rows = await this.#unshipped();
      const [oldest] = rows;
      behind(oldest === undefined ? 0 : now().getTime() - Date.parse(oldest.at), { what: this.#source.what });
      if (oldest === undefined) return shipped;
      const lines = rows.map(({ at: when, body }) => ({ at: when, body: JSON.parse(body) }));
      const name = await this.#put({ chain, part: part + 1, kind: 'changes', whole: false, at }, lines, null);
      const isOurs = await this.#store.transaction(points['journal-shipped'], async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable('archive_chain')
          .set({ part: part + 1 })
          .where('chain', '=', chain)
          .where('part', '=', part)
          .executeTakeFirstOrThrow();
        if (numUpdatedRows === 0n) return false;
        const ids = rows.map(({ id }) => id);
        await trx.deleteFrom('journal').where('id', 'in', ids).execute();
        return true;
      });
      // Another process copied the same and was faster: its part is the chain's, this one is there besides.
      if (!isOurs) continue;
      await this.#putHead(chain, { part: part + 1, name, at });
      shipped += rows.length;
      if (rows.length < linesPerPart) return shipped;
    }
  }

  async #end(): Promise<{ chain: string; part: number }> {
    const query = this.#store.db.selectFrom('archive_chain').select(['chain', 'part']).where('id', '=', 1);
    return query.executeTakeFirstOrThrow();
  }

  async #unshipped() {
    const query = this.#store.db.selectFrom('journal').selectAll().orderBy('id');
    return this.#store.dialect.page(query, linesPerPart).execute();
  }

  /** One that dies here leaves a chain without a head, which nobody reads; what changed meanwhile is in the journal. */
  async #begin(before: string, now: Date): Promise<void> {
    const chain = `${now.toISOString()}-${randomBytes(4).toString('hex')}`;
    const at = now.toISOString();
    let part = 0;
    let name: string | null = null;
    let piece: object[] = [];
    for await (const next of this.#source.all()) {
      if (part > 0 || piece.length > 0) {
        part += 1;
        name = await this.#put({ chain, part, kind: 'all', whole: false, at }, linesOf(piece, at), name);
      }
      piece = next;
    }
    part += 1;
    const end = new Date(Math.max(Date.now(), now.getTime())).toISOString();
    name = await this.#put({ chain, part, kind: 'all', whole: true, at: end }, linesOf(piece, end), name);
    const isOurs = await this.#store.transaction(points['chain-begun'], async (trx) => {
      const change = trx.updateTable('archive_chain').set({ chain, part }).where('chain', '=', before);
      return (await change.executeTakeFirstOrThrow()).numUpdatedRows > 0n;
    });
    if (isOurs) await this.#putHead(chain, { part, name, at: end });
  }

  async #put(
    about: Pick<Header, 'chain' | 'part' | 'kind' | 'whole' | 'at'>,
    lines: Line[],
    previous: string | null,
  ): Promise<string> {
    const header: Header = {
      archive: 'causeway/1',
      what: this.#source.what,
      previous,
      unpublishedSince: await this.#source.unpublishedSince(),
      lines: lines.length,
      ...about,
    };
    const { name, bytes } = writePart({ header, lines });
    await this.#source.blobs.put(points['part-written'], container, name, bytes, 'application/gzip');
    return name;
  }

  async #putHead(chain: string, head: Head): Promise<void> {
    const name = headName(this.#source.what, chain);
    await this.#source.blobs.put(points['head-written'], container, name, JSON.stringify(head), 'application/json');
  }
}

const linesOf = (piece: object[], at: string): Line[] =>
  // A body is what `JSON.stringify` writes.
  piece.map((body) => ({ at, body: body as Record<string, unknown> }));

const isOver = (chain: string, now: Date): boolean =>
  chain === '' || now.getTime() - Date.parse(chain.slice(0, 24)) > chainLivesMs;
