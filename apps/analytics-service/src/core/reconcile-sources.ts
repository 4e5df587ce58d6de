import { type ChangeItem, order, paymentState, productState } from '@causeway/data-model';
import type {
  Clock,
  Known,
  Projection,
  Reconciliation,
  Reconciliations,
  SourceKind,
  SourceRow,
  Sources,
} from './ports.js';

const kinds: readonly SourceKind[] = ['order', 'payment', 'product'];

/** A row this young may still be on its way as an event. */
const graceMs = 30_000;

/** Compares what the sources hold with the projection, row by row, and mends what has been different for too long. */
export class ReconcileSources {
  readonly #sources: Sources;
  readonly #projection: Projection;
  readonly #reconciliations: Reconciliations;
  readonly #clock: Clock;

  constructor(ports: { sources: Sources; projection: Projection; reconciliations: Reconciliations; clock: Clock }) {
    this.#sources = ports.sources;
    this.#projection = ports.projection;
    this.#reconciliations = ports.reconciliations;
    this.#clock = ports.clock;
  }

  /** @param end stops it between two pages; it then throws the signal's reason, as it throws what a source throws */
  async execute(end?: AbortSignal): Promise<Reconciliation> {
    const at = this.#clock.now();
    const outcome: Reconciliation = {
      at: at.toISOString(),
      checked: 0,
      missing: 0,
      differing: 0,
      repaired: 0,
      behind: 0,
      sources: { orders: 0, payments: 0, products: 0 },
    };
    for (const kind of kinds) {
      for await (const page of this.#sources.pages(kind)) {
        end?.throwIfAborted();
        await this.#compare(kind, page, at, outcome);
      }
    }
    await this.#reconciliations.record(outcome);
    return outcome;
  }

  async #compare(kind: SourceKind, page: ChangeItem[], at: Date, outcome: Reconciliation): Promise<void> {
    const rows = await this.#projection.known(
      kind,
      page.map(({ id }) => id),
    );
    const known = new Map(rows.map((row) => [row.id, row]));
    for (const item of page) {
      outcome.checked += 1;
      outcome.sources[`${kind}s`] += 1;
      const difference = differenceOf(item, known.get(item.id));
      if (difference === 'none') continue;
      const source = readRow(item);
      if (at.getTime() - Date.parse(source.state.updatedAt) < graceMs) {
        outcome.behind += 1;
        continue;
      }
      outcome[difference === 'missing' ? 'missing' : 'differing'] += 1;
      await this.#projection.repair(source, at);
      outcome.repaired += 1;
    }
  }
}

/** A projection that is ahead has seen an event published after the page was read: nothing is wrong. */
function differenceOf(item: ChangeItem, row: Known | undefined): 'none' | 'missing' | 'differing' {
  if (row === undefined) return 'missing';
  if (row.version > item.version) return 'none';
  return row.version === item.version && row.hash === item.hash ? 'none' : 'differing';
}

function readRow({ kind, data }: ChangeItem): SourceRow {
  if (kind === 'order') return { kind, state: order.parse(data) };
  if (kind === 'payment') return { kind, state: paymentState.parse(data) };
  return { kind, state: productState.parse(data) };
}
