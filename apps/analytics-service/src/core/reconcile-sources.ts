import { settleRows, suspectsAmong } from './compare-rows.js';
import type {
  Clock,
  Copy,
  Findings,
  Reconciliation,
  Reconciliations,
  Rounds,
  SourceKind,
  Sources,
  Walk,
} from './ports.js';
import { SeenIds } from './seen-ids.js';

const kinds: readonly SourceKind[] = ['order', 'payment', 'product'];
const pageSize = 100;

/** Two looks at recent changes overlap by this: what was being written during the first is there in the second. */
const overlapMs = 60_000;
const longMs = 10_000;
/** A comparison that nobody has gone on with for this long begins anew. */
const staleMs = 10 * 60_000;

/** What one round did: the whole comparison's report when it came to an end, otherwise what recent changes showed. */
export type RoundOutcome = { report?: Reconciliation; found: Findings; away: SourceKind[] };

/**
 * Compares the projection with its sources, row by row, and mends it: everything, in rounds that take at most half of the
 * time, and between them what was made or changed since the last round.
 */
export class ReconcileSources {
  readonly #sources: Sources;
  readonly #copy: Copy;
  readonly #reconciliations: Reconciliations;
  readonly #clock: Clock;

  constructor(ports: { sources: Sources; copy: Copy; reconciliations: Reconciliations; clock: Clock }) {
    this.#sources = ports.sources;
    this.#copy = ports.copy;
    this.#reconciliations = ports.reconciliations;
    this.#clock = ports.clock;
  }

  /**
   * One round; undefined when another process is at it. A source that does not answer ends its own part only.
   *
   * @param end stops it between two pages, where another round goes on; it then throws the signal's reason
   */
  async execute(end?: AbortSignal): Promise<RoundOutcome | undefined> {
    const now = this.#clock.now();
    const rounds = await this.#reconciliations.take(now);
    if (rounds === undefined) return undefined;
    try {
      const walk = resumable(rounds, now) ?? ((await this.#isDue(now)) ? newWalk(now) : undefined);
      return walk === undefined ? await this.#lookAtRecent(rounds, end) : await this.#compareAll(walk, rounds, end);
    } finally {
      await this.#reconciliations.giveBack();
    }
  }

  /** A long comparison is followed by a pause as long as it took. */
  async #isDue(now: Date): Promise<boolean> {
    const last = await this.#reconciliations.last();
    if (last === undefined) return true;
    const ended = Date.parse(last.endedAt);
    const tookMs = ended - Date.parse(last.at);
    return tookMs < longMs || now.getTime() >= ended + tookMs;
  }

  async #compareAll(walk: Walk, rounds: Rounds, end?: AbortSignal): Promise<RoundOutcome> {
    const keep = async (next: Walk) => {
      if (!(await this.#reconciliations.keep({ ...rounds, walk: next }, this.#clock.now()))) throw new LostLease();
      end?.throwIfAborted();
    };
    for (const kind of kinds.slice(kinds.indexOf(walk.kind))) {
      if (walk.kind !== kind) Object.assign(walk, { kind, through: 'source', after: null });
      try {
        await this.#compareKind(walk, keep);
        const orphans = await this.#copy.removeOrphans(kind);
        walk.differing += orphans;
        walk.repaired += orphans;
      } catch (error) {
        if (end?.aborted === true || error instanceof LostLease) throw error;
        walk.away.push(kind);
      }
    }
    const { kind: _, through: __, after: ___, ...counts } = walk;
    const report: Reconciliation = { ...added(counts, rounds.carried), endedAt: this.#clock.now().toISOString() };
    const next: Rounds = { walk: null, recentFrom: before(walk.at), carried: nothing(), behind: walk.behind };
    if (!(await this.#reconciliations.record(report, next, this.#clock.now()))) throw new LostLease();
    return { report, found: report, away: report.away };
  }

  /** Every row the source has, then every row of ours that was not among them. */
  async #compareKind(walk: Walk, keep: (walk: Walk) => Promise<void>): Promise<void> {
    const seen = new SeenIds();
    const tools = { sources: this.#sources, copy: this.#copy, clock: this.#clock };
    while (walk.through === 'source') {
      const { items, next } = await this.#sources.page(walk.kind, { after: walk.after });
      for (const { id } of items) seen.add(id);
      const suspects = await suspectsAmong(this.#copy, walk.kind, items);
      await settleRows(tools, walk.kind, suspects, walk);
      walk.checked += items.length;
      walk.sources[`${walk.kind}s`] += items.length;
      walk.after = next;
      if (next === null) walk.through = 'own';
      await keep(walk);
    }
    for (;;) {
      const ids = await this.#copy.ids(walk.kind, walk.after ?? '', pageSize);
      await settleRows(
        tools,
        walk.kind,
        ids.filter((id) => !seen.has(id)),
        walk,
      );
      const last = ids.at(-1);
      if (last === undefined || ids.length < pageSize) return;
      walk.after = last;
      await keep(walk);
    }
  }

  async #lookAtRecent(rounds: Rounds, end?: AbortSignal): Promise<RoundOutcome> {
    const now = this.#clock.now();
    const tally = { ...nothing(), behind: 0 };
    const away: SourceKind[] = [];
    const tools = { sources: this.#sources, copy: this.#copy, clock: this.#clock };
    const since = rounds.recentFrom ?? before(now.toISOString());
    for (const kind of kinds) {
      try {
        let after: string | null = null;
        do {
          end?.throwIfAborted();
          const page = await this.#sources.page(kind, { after, since });
          await settleRows(tools, kind, await suspectsAmong(this.#copy, kind, page.items), tally);
          after = page.next;
        } while (after !== null);
      } catch (error) {
        if (end?.aborted === true) throw error;
        away.push(kind);
      }
    }
    const { behind, ...found } = tally;
    const recentFrom = away.length > 0 ? since : before(now.toISOString());
    const next: Rounds = { walk: null, recentFrom, carried: added(found, rounds.carried), behind };
    if (!(await this.#reconciliations.keep(next, this.#clock.now()))) throw new LostLease();
    return { found, away };
  }
}

/** Another process goes on, since this one was too slow. */
class LostLease extends Error {
  override readonly name = 'LostLease';

  constructor() {
    super('Another process compares the projection with its sources now.');
  }
}

const nothing = (): Findings => ({ missing: 0, differing: 0, repaired: 0 });

const before = (time: string): string => new Date(Date.parse(time) - overlapMs).toISOString();

const added = <T extends Findings>(found: T, earlier: Findings): T => ({
  ...found,
  missing: found.missing + earlier.missing,
  differing: found.differing + earlier.differing,
  repaired: found.repaired + earlier.repaired,
});

const resumable = ({ walk }: Rounds, now: Date): Walk | undefined =>
  walk !== null && now.getTime() - Date.parse(walk.at) < staleMs ? walk : undefined;

const newWalk = (now: Date): Walk => ({
  ...nothing(),
  at: now.toISOString(),
  checked: 0,
  behind: 0,
  sources: { orders: 0, payments: 0, products: 0 },
  away: [],
  kind: 'order',
  through: 'source',
  after: null,
});
