import { BrokerFailure } from '../broker/failure.js';
import { points } from '../failpoints.js';

/** How a group reaches the disk. */
export interface Disk {
  /** Writes all changes since the last time that this came to its end, in one transaction; throws when it cannot, and then changes nothing. */
  write(): void;
  /** Settles when what was written is on the medium. */
  sync(): Promise<void>;
}

/** How long a disk that refused is left alone before the next attempt, in ms. */
const RETRY = 1000;

const unavailable = (reason: string): BrokerFailure => new BrokerFailure('unavailable', reason);

const because = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Changes that share one transaction and one synchronization of the disk. */
class Group {
  /** When its writing began, in ms of the performance clock. */
  begunAt = 0;
  readonly written = Promise.withResolvers<void>();
  readonly committed = Promise.withResolvers<void>();

  constructor() {
    // Often nobody waits.
    this.written.promise.catch(() => undefined);
    this.committed.promise.catch(() => undefined);
  }

  fail(failure: Error): void {
    this.written.reject(failure);
    this.committed.reject(failure);
  }
}

function settledGroup(): Group {
  const group = new Group();
  group.written.resolve();
  group.committed.resolve();
  return group;
}

/**
 * Changes made in one turn of the event loop are written together when it has read what is there; groups written while the
 * disk synchronizes wait for the next synchronization together.
 *
 * A disk that refuses to write is asked again every second; meanwhile everybody who waits is refused. A disk that could
 * not synchronize is not asked again: what it lost, it does not tell.
 */
export class GroupCommit {
  readonly #disk: Disk;
  readonly #recovered: () => void;
  #open: Group | undefined;
  /** Written, and waiting for the disk to synchronize. */
  #unsafe: Group[] = [];
  #last = settledGroup();
  #syncing = false;
  #refused: BrokerFailure | undefined;
  #lost: BrokerFailure | undefined;
  #retry: NodeJS.Timeout | undefined;
  #took: (seconds: number) => void = () => undefined;

  /** `recovered` is told when a disk that refused takes changes again. */
  constructor(disk: Disk, recovered: () => void) {
    this.#disk = disk;
    this.#recovered = recovered;
  }

  /** What clients are told while the disk refuses. */
  get failure(): BrokerFailure | undefined {
    return this.#lost ?? this.#refused;
  }

  /** `took` is told of each commit how many seconds passed from the beginning of its writing. */
  watch(took: (seconds: number) => void): void {
    this.#took = took;
  }

  /** There is a change to write. */
  changed(): void {
    if (this.#open !== undefined || this.failure !== undefined) return;
    this.#begin();
    setImmediate(() => this.flush());
  }

  /** Settles when all changes so far survive the end of this process. Rejects with `unavailable`. */
  written(): Promise<void> {
    return this.failure === undefined ? this.#last.written.promise : Promise.reject(this.failure);
  }

  /** Settles when all changes so far survive a loss of power. Rejects with `unavailable`. */
  committed(): Promise<void> {
    return this.failure === undefined ? this.#last.committed.promise : Promise.reject(this.failure);
  }

  /** Writes the open group now. */
  flush(): void {
    const group = this.#open;
    if (group === undefined || this.failure !== undefined) return;
    this.#open = undefined;
    group.begunAt = performance.now();
    try {
      this.#disk.write();
    } catch (error) {
      this.#refused = unavailable(`The data file cannot be written: ${because(error)}; make room for it.`);
      group.fail(this.#refused);
      this.#retryLater();
      return;
    }
    points['group-written'].pass();
    group.written.resolve();
    this.#unsafe.push(group);
    if (!this.#syncing) {
      this.#syncing = true;
      setImmediate(() => void this.#sync()); // first leaves what waited for the writing only
    }
  }

  /** No further attempts. */
  stop(): void {
    clearTimeout(this.#retry);
  }

  #begin(): void {
    this.#open = new Group();
    this.#last = this.#open;
  }

  async #sync(): Promise<void> {
    while (this.#unsafe.length > 0) {
      const groups = this.#unsafe;
      this.#unsafe = [];
      try {
        await this.#disk.sync();
        points['group-synchronized'].pass();
        for (const group of groups) {
          group.committed.resolve();
          this.#took((performance.now() - group.begunAt) / 1000);
        }
      } catch (error) {
        this.#lost ??= unavailable(
          `The data file could not be synchronized: ${because(error)}; check the disk and start again.`,
        );
        for (const group of groups) group.fail(this.#lost);
      }
    }
    this.#syncing = false;
  }

  #retryLater(): void {
    this.#retry = setTimeout(() => {
      this.#refused = undefined;
      this.#begin();
      this.flush();
      if (this.failure === undefined) this.#recovered();
    }, RETRY).unref();
  }
}
