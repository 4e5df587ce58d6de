import { settleRows, sourceRow } from './compare-rows.js';
import type { Build, Clock, Copy, NextGeneration, SourceKind, Sources } from './ports.js';

const kinds: readonly SourceKind[] = ['order', 'payment', 'product'];
const pageSize = 100;

/**
 * Builds the copied tables anew from what the sources hold, beside the ones that are read, and puts them in their place
 * when they are whole. Events are written to both meanwhile; whoever starts it again goes on where it stopped.
 */
export class RebuildProjection {
  readonly #sources: Sources;
  readonly #copy: Copy;
  readonly #next: Copy;
  readonly #generation: NextGeneration;
  readonly #clock: Clock;

  constructor(ports: { sources: Sources; copy: Copy; next: Copy; generation: NextGeneration; clock: Clock }) {
    this.#sources = ports.sources;
    this.#copy = ports.copy;
    this.#next = ports.next;
    this.#generation = ports.generation;
    this.#clock = ports.clock;
  }

  /**
   * @param tell hears how far it has come, page by page
   * @returns how many rows were read; undefined while another process builds
   * @throws DomainError what a source that is away makes the reading throw
   */
  async execute(tell: (build: Build) => void): Promise<Build | undefined> {
    const build = await this.#generation.take(fresh(this.#clock.now()), this.#clock.now());
    if (build === undefined) return undefined;
    const keep = async () => {
      tell(build);
      if (!(await this.#generation.keep(build, this.#clock.now()))) throw takenOver();
    };
    for (const kind of kinds.slice(kinds.indexOf(build.kind))) {
      if (build.kind !== kind) Object.assign(build, { kind, through: 'source', after: null });
      await this.#readSource(build, keep);
      await this.#readOwn(build, keep);
    }
    if (!(await this.#generation.takeOver())) throw takenOver();
    return build;
  }

  /** A row that is there already came with an event, which can only be as new or newer. */
  async #readSource(build: Build, keep: () => Promise<void>): Promise<void> {
    while (build.through === 'source') {
      const { items, next } = await this.#sources.page(build.kind, { after: build.after });
      const now = this.#clock.now();
      await Promise.all(items.map((item) => this.#next.repair(sourceRow(item), undefined, now)));
      build.rows[`${build.kind}s`] += items.length;
      build.after = next;
      if (next === null) build.through = 'own';
      await keep();
    }
  }

  /** What a source's list does not show yet, or shows no more, the source is asked about by name. */
  async #readOwn(build: Build, keep: () => Promise<void>): Promise<void> {
    const tools = { sources: this.#sources, copy: this.#next, clock: this.#clock };
    for (;;) {
      const ids = await this.#copy.ids(build.kind, build.after ?? '', pageSize);
      const known = new Set((await this.#next.known(build.kind, ids)).map(({ id }) => id));
      const unknown = ids.filter((id) => !known.has(id));
      await settleRows(tools, build.kind, unknown, { missing: 0, differing: 0, repaired: 0, behind: 0 }, 0);
      const last = ids.at(-1);
      if (last === undefined || ids.length < pageSize) return;
      build.after = last;
      await keep();
    }
  }
}

const fresh = (now: Date): Build => ({
  startedAt: now.toISOString(),
  kind: 'order',
  through: 'source',
  after: null,
  rows: { orders: 0, payments: 0, products: 0 },
});

const takenOver = () => new Error('Another process builds the projection now; it ends what was begun here.');
