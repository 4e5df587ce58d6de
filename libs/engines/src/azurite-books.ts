import { rename, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/** One of the databases in memory (LokiJS) that Azurite knows its containers, blobs and files by. */
export interface Book {
  readonly filename: string;
  serialize(): string;
  autosaveDisable(): void;
}

/** After a save there is a rest of so many times what it took: books are written as a whole, and grow. */
const restPerSave = 19;

/**
 * Azurite's books on disk. Azurite itself saves them every five seconds, so that a process that is killed has forgotten
 * what it had acknowledged, and a container with all that is in it may be gone.
 */
export class AzuriteBooks {
  readonly #books: readonly Book[];
  #next: Promise<void> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /** @param books in the order in which they are to be saved: what a book refers to stands in an earlier one */
  constructor(books: readonly Book[]) {
    this.#books = books;
    for (const book of books) book.autosaveDisable();
  }

  /** Resolves when everything until now is on disk. All who ask before a save begins share it. */
  saved(): Promise<void> {
    this.#next ??= this.#last.then(() => {
      this.#next = undefined;
      const began = performance.now();
      const save = this.#save();
      this.#last = save.then(
        () => pause(restPerSave * (performance.now() - began)),
        () => undefined,
      );
      return save;
    });
    return this.#next;
  }

  /** A listener of requests, before Azurite's own: what changes something is answered once it is on disk. */
  readonly answerWhenSaved = ({ method }: IncomingMessage, response: ServerResponse): void => {
    if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return;
    const end = response.end.bind(response) as (...given: unknown[]) => ServerResponse; // its overloads are one function
    response.end = (...given: unknown[]) => {
      this.saved().then(
        () => end(...given),
        (error: unknown) => {
          console.error(`Blob Storage could not write its books: ${error}. Is the disk full?`);
          response.destroy();
        },
      );
      return response;
    };
  };

  async #save(): Promise<void> {
    // All of one instant, so that no book refers to what another does not have yet.
    const texts = this.#books.map((book) => ({ file: book.filename, text: book.serialize() }));
    for (const { file, text } of texts) {
      await writeFile(`${file}.new`, text);
      await rename(`${file}.new`, file);
    }
  }
}
