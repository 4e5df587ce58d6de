import type { DatabaseSync } from 'node:sqlite';
import type { Page, PageQuery, Shelf } from '../core/ports.js';

/** Objects of one kind, as JSON in one table with the columns `seq`, `id`, `intent` and `body`. */
export function sqliteShelf<T extends { id: string }>(
  file: DatabaseSync,
  table: 'payment_intents' | 'charges' | 'refunds',
  intentOf: (object: T) => string,
): Shelf<T> {
  const put = file.prepare(
    `INSERT INTO ${table} (id, intent, body) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body`,
  );
  const rows = sqlitePages(file, table);
  const parse = (row: Row): T => JSON.parse(row.body);
  return {
    find: (id) => {
      const row = rows.find(id);
      return row === undefined ? undefined : parse(row);
    },
    put: (object) => {
      put.run(object.id, intentOf(object), JSON.stringify(object));
    },
    page: (query) => rows.page(query, parse),
  };
}

export type Row = { seq: number; body: string; due_at?: number | null };

/** Reading one row, and pages of rows, newest first. */
export function sqlitePages(file: DatabaseSync, table: 'payment_intents' | 'charges' | 'refunds' | 'events') {
  const byId = file.prepare(`SELECT * FROM ${table} WHERE id = ?`);
  const newest = file.prepare(`SELECT * FROM ${table} WHERE seq < ? ORDER BY seq DESC LIMIT ?`);
  const newestOf = file.prepare(`SELECT * FROM ${table} WHERE intent = ? AND seq < ? ORDER BY seq DESC LIMIT ?`);
  // The columns of a row are those of its table, declared beside Row.
  const find = (id: string) => byId.get(id) as Row | undefined;
  return {
    find,
    page<T>({ limit, startingAfter, of }: PageQuery, parse: (row: Row) => T): Page<T> | undefined {
      const start = startingAfter === undefined ? Number.MAX_SAFE_INTEGER : find(startingAfter)?.seq;
      if (start === undefined) return undefined;
      const found = of === undefined ? newest.all(start, limit + 1) : newestOf.all(of, start, limit + 1);
      const rows = found as Row[]; // as above
      return { data: rows.slice(0, limit).map(parse), hasMore: rows.length > limit };
    },
  };
}
