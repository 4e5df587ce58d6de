import type { Entry, Page } from './document.js';

/** One entity that may or may not be there; all throw `BrokerFailure` and then have changed nothing. */
export interface Single {
  read(): Entry;
  /** From the request body. */
  create(body: string): Entry;
  update(body: string): Entry;
  remove(): void;
}

/** Entities that are listed together, by name. */
export interface Collection {
  readonly path: string;
  readonly size: number;
  entries(page: Page): Entry[];
}

export function collection<T>(
  path: string,
  items: Iterable<T>,
  nameOf: (item: T) => string,
  show: (item: T) => Entry,
): Collection {
  const sorted = [...items].sort((a, b) => (nameOf(a).toLowerCase() < nameOf(b).toLowerCase() ? -1 : 1));
  return {
    path,
    size: sorted.length,
    entries: ({ skip, top }) => sorted.slice(skip, skip + top).map(show),
  };
}
