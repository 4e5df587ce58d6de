import { Ledger } from './ledger.js';

/** What clients were told of everything, over all rounds. */
export class Books {
  readonly work = new Ledger();
  readonly sessions = new Ledger();
  readonly later = new Ledger();
  readonly soon = new Ledger();
  readonly once = new Ledger();
  readonly news = new Ledger();
  /** By session: the states it can have. */
  readonly states = new Map<string, Set<string | undefined>>();
  /** Names of queues and rules that were made through the administration client, acknowledged. */
  readonly queues = new Set<string>();
  readonly rules = new Set<string>();
  readonly faults: string[] = [];

  get sent(): number {
    return [this.work, this.sessions, this.later, this.soon, this.once, this.news].reduce(
      (sum, { size }) => sum + size,
      0,
    );
  }

  get allFaults(): string[] {
    const ledgers = { ...this } as unknown as Record<string, unknown>; // its own fields
    return [
      ...this.faults,
      ...Object.entries(ledgers).flatMap(([name, ledger]) =>
        ledger instanceof Ledger ? ledger.faults.map((fault) => `${name}: ${fault}`) : [],
      ),
    ];
  }
}
