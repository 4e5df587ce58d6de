const unwritable = (error: unknown): Error =>
  new Error(
    `The data file cannot be written: ${error instanceof Error ? error.message : String(error)}; make room for it and start again.`,
  );

/** Calls made while a group is open share one durable commit, which comes when the event loop has read what is there. */
export class GroupCommit {
  readonly #begin: () => void;
  readonly #commit: () => void;
  #open = false;
  #waiting: PromiseWithResolvers<void>[] = [];
  #failure: Error | undefined;

  constructor(begin: () => void, commit: () => void) {
    this.#begin = begin;
    this.#commit = commit;
  }

  get failure(): Error | undefined {
    return this.#failure;
  }

  /**
   * Makes a change in the open group. Throws once a change or a commit has failed: from then on memory and disk would part
   * ways.
   */
  write<T>(change: () => T): T {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      if (!this.#open) {
        this.#begin();
        this.#open = true;
        setImmediate(() => this.flush());
      }
      return change();
    } catch (error) {
      this.#failure = unwritable(error);
      throw this.#failure;
    }
  }

  committed(): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (!this.#open) return Promise.resolve();
    const waiter = Promise.withResolvers<void>();
    this.#waiting.push(waiter);
    return waiter.promise;
  }

  flush(): void {
    if (!this.#open) return;
    this.#open = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    try {
      if (this.#failure === undefined) this.#commit();
    } catch (error) {
      this.#failure = unwritable(error);
    }
    for (const waiter of waiting) {
      if (this.#failure === undefined) waiter.resolve();
      else waiter.reject(this.#failure);
    }
  }
}
