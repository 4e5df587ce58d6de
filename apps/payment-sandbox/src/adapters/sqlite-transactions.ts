import type { DatabaseSync } from 'node:sqlite';
import type { Books, Transactions } from '../core/ports.js';
import { points } from '../failpoints.js';

type Job = {
  /** Does the work; what it returns tells the caller how it went. */
  attempt: () => () => void;
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

  run<T>(work: (books: Books) => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ attempt: () => this.#inSavepoint(work, resolve, reject), reject });
      if (this.#queue.length === 1) setImmediate(() => this.#flush());
    });
  }

  #inSavepoint<T>(work: (books: Books) => T, resolve: (result: T) => void, reject: Job['reject']): () => void {
    this.#file.exec('SAVEPOINT piece');
    try {
      const result = work(this.#books);
      this.#file.exec('RELEASE piece');
      return () => resolve(result);
    } catch (error) {
      this.#file.exec('ROLLBACK TO piece; RELEASE piece');
      return () => reject(error);
    }
  }

  #flush(): void {
    const jobs = this.#queue;
    this.#queue = [];
    let tellCallers: (() => void)[];
    try {
      this.#file.exec('BEGIN IMMEDIATE');
      tellCallers = jobs.map(({ attempt }) => attempt());
      points.committing.pass();
      this.#file.exec('COMMIT');
      points.committed.pass();
    } catch (error) {
      for (const { reject } of jobs) reject(error);
      if (this.#file.isOpen && this.#file.isTransaction) this.#file.exec('ROLLBACK');
      return;
    }
    for (const tell of tellCallers) tell();
    this.#onCommit();
  }
}
