import type { DatabaseSync } from 'node:sqlite';
import type { Books, Effect, Transactions } from '../core/ports.js';
import { effects, points } from '../failpoints.js';

type Job = {
  effect: Effect;
  /** Does the work; `isWritten` says whether it did anything, `tell` tells the caller how it went. */
  attempt: () => { isWritten: boolean; tell: () => void };
  reject: (error: unknown) => void;
};

/**
 * Group commit: what arrives in one turn of the event loop is written in one transaction, each piece inside its own
 * savepoint, and nobody hears of it before the commit. One synchronisation of the disk serves them all.
 */
export class SqliteTransactions implements Transactions {
  readonly #file: DatabaseSync;
  readonly #books: Books;
  readonly #onCommit: () => void;
  #queue: Job[] = [];

  constructor(file: DatabaseSync, books: Books, onCommit: () => void) {
    this.#file = file;
    this.#books = books;
    this.#onCommit = onCommit;
  }

  run<T>(effect: Effect, work: (books: Books) => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ effect, attempt: () => this.#inSavepoint(work, resolve, reject), reject });
      if (this.#queue.length === 1) setImmediate(() => this.#flush());
    });
  }

  /** Resolves when nothing waits to be written any more. */
  async idle(): Promise<void> {
    while (this.#queue.length > 0) await new Promise(setImmediate);
  }

  #inSavepoint<T>(work: (books: Books) => T, resolve: (result: T) => void, reject: Job['reject']) {
    this.#file.exec('SAVEPOINT piece');
    try {
      const result = work(this.#books);
      this.#file.exec('RELEASE piece');
      return { isWritten: true, tell: () => resolve(result) };
    } catch (error) {
      this.#file.exec('ROLLBACK TO piece; RELEASE piece');
      return { isWritten: false, tell: () => reject(error) };
    }
  }

  #flush(): void {
    const jobs = this.#queue;
    this.#queue = [];
    let done: (ReturnType<Job['attempt']> & { effect: Effect })[];
    try {
      this.#file.exec('BEGIN IMMEDIATE');
      done = jobs.map(({ effect, attempt }) => ({ effect, ...attempt() }));
      points.committing.pass();
      this.#file.exec('COMMIT');
      for (const { effect, isWritten } of done) if (isWritten) effects[effect].pass();
    } catch (error) {
      for (const { reject } of jobs) reject(error);
      if (this.#file.isOpen && this.#file.isTransaction) this.#file.exec('ROLLBACK');
      return;
    }
    for (const { tell } of done) tell();
    this.#onCommit();
  }
}
