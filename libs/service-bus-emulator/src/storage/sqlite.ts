import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { Content, Entry, Place } from '../broker/message.js';
import { points } from '../failpoints.js';
import { Changes } from './changes.js';
import { openDataFile, readingOf } from './data-file.js';
import { GroupCommit } from './group-commit.js';
import type { KeptDefinition, KeptEntry, Shelf, Store } from './store.js';

type Row = Record<string, SQLOutputValue>;

const places: readonly Place[] = ['active', 'deferred', 'scheduled'];

const number = (value: SQLOutputValue | undefined): number => Number(value ?? 0);
const text = (value: SQLOutputValue | undefined): string | undefined => (typeof value === 'string' ? value : undefined);
const bytes = (value: SQLOutputValue | undefined): Buffer =>
  value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : Buffer.alloc(0);

/** Keeps everything in one SQLite file, durable at each group's commit. Throws `UnusableDataFile`. */
export function openSqliteStore(path: string): Store {
  const { database, log } = openDataFile(path);
  const statements = readingOf(path, () => prepareStatements(database));
  const changes = new Changes();
  const contents = new Map<number, Content>();
  const recovered: (() => void)[] = [];
  let lastContent = number(database.prepare('SELECT max(id) AS id FROM contents').get()?.id);
  let lastEntry = number(database.prepare('SELECT max(id) AS id FROM entries').get()?.id);

  const group = new GroupCommit({ write: () => writeChanges(database, statements, changes), sync: log.sync }, () => {
    for (const act of recovered) act();
  });

  const release = (content: Content): void => {
    content.shares--;
    if (content.shares > 0) return;
    contents.delete(content.id);
    changes.removeContent(content.id);
    group.changed();
  };

  const change = (act: () => void): void => {
    changes.others.push(act);
    group.changed();
  };

  const check = (): void => {
    if (group.failure !== undefined) throw group.failure;
  };

  /** One object for each kept content, however many entries share it. */
  const keptContent = (id: number, size: number): Content => {
    const content = contents.get(id) ?? { id, size, shares: 0 };
    contents.set(id, content);
    content.shares++;
    return content;
  };

  // All at once: an index by shelf would slow down every send, and damage in here is to be found now.
  const kept = readingOf(path, () => readEntries(statements.entries, keptContent));

  return {
    get healthy() {
      return group.failure === undefined;
    },
    check,
    onRecovery: (act) => {
      recovered.push(act);
    },
    shelf: (at) => {
      group.flush(); // one of this path may just have been discarded
      check();
      const known = statements.shelf.get(at);
      if (known !== undefined) return { key: number(known.key), nextSequence: number(known.next_sequence) };
      return { key: number(statements.addShelf.run(at).lastInsertRowid), nextSequence: 1 };
    },
    entries: (shelf) => {
      const mine = kept.get(shelf.key) ?? [];
      kept.delete(shelf.key);
      return mine;
    },
    duplicates: (shelf) =>
      statements.duplicates
        .all(shelf.key)
        .map((row) => ({ messageId: text(row.message_id) ?? '', at: number(row.at) })),
    sessionStates: (shelf) =>
      statements.sessions.all(shelf.key).map((row) => ({
        sessionId: text(row.session) ?? '',
        state: bytes(row.state),
        updatedAt: number(row.updated_at),
      })),
    definitions: () => statements.definitions.all().map(keptDefinition),

    nextEntryId: () => ++lastEntry,
    addContent: (content) => {
      changes.contents.set(++lastContent, content);
      group.changed();
      return { id: lastContent, size: content.length, shares: 0 };
    },
    content: ({ id }) => changes.contents.get(id) ?? bytes(statements.content.get(id)?.bytes),
    addEntry: (shelf, lane, entry) => {
      entry.content.shares++;
      changes.entries.set(entry.id, { shelf, lane, entry });
      group.changed();
    },
    updateEntry: (entry) => {
      changes.updateEntry(entry);
      group.changed();
    },
    removeEntry: (entry) => {
      changes.removeEntry(entry.id);
      group.changed();
      release(entry.content);
    },
    releaseContent: release,
    advanceSequence: (shelf) => {
      changes.shelves.add(shelf);
      group.changed();
    },
    rememberDuplicate: (shelf, messageId, at) => change(() => statements.addDuplicate.run(shelf.key, messageId, at)),
    forgetDuplicates: (shelf, before) => change(() => statements.removeDuplicates.run(shelf.key, before)),
    setSessionState: (shelf, sessionId, state, at) =>
      change(() =>
        state === undefined
          ? statements.removeSession.run(shelf.key, sessionId)
          : statements.setSession.run(shelf.key, sessionId, state, at),
      ),
    saveDefinition: (of) =>
      change(() =>
        statements.saveDefinition.run(of.path, of.kind, of.current, of.declared, of.createdAt, of.updatedAt),
      ),
    removeDefinition: (at) => change(() => statements.removeDefinition.run(at)),
    discard: (at) => {
      const key = statements.shelf.get(at)?.key;
      change(() => {
        if (key !== undefined) for (const statement of statements.discard) statement.run(number(key));
        statements.removeDefinition.run(at);
      });
    },
    written: (point) => group.written().then(() => point.pass()),
    committed: (point) => group.committed().then(() => point.pass()),
    watchCommits: (took) => group.watch(took),
    close: () => {
      group.flush();
      group.stop();
      database.close();
      log.close();
    },
  };
}

/** Writes everything or, when it throws, nothing. */
function writeChanges(database: DatabaseSync, statements: Statements, changes: Changes): void {
  try {
    statements.begin.run();
    for (const [id, content] of changes.contents) statements.addContent.run(id, content);
    for (const { shelf, lane, entry } of changes.entries.values())
      statements.addEntry.run(...row(shelf, lane === 'main' ? 0 : 1, entry));
    for (const { id, place, attempts, content } of changes.changedEntries.values())
      statements.updateEntry.run(places.indexOf(place), attempts, content.id, content.size, id);
    for (const id of changes.removedEntries) statements.removeEntry.run(id);
    for (const id of changes.removedContents) statements.removeContent.run(id);
    for (const shelf of changes.shelves) statements.setSequence.run(shelf.nextSequence, shelf.key);
    for (const act of changes.others) act();
    points['group-writing'].pass();
    statements.commit.run();
  } catch (error) {
    // After some errors SQLite has done this itself.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
  changes.clear();
}

const row = (shelf: Shelf, lane: number, entry: Entry) =>
  [
    entry.id,
    shelf.key,
    lane,
    places.indexOf(entry.place),
    entry.sequence,
    entry.enqueuedSequence,
    entry.enqueuedAt,
    entry.timeToLive,
    entry.expiresAt === Number.POSITIVE_INFINITY ? null : entry.expiresAt,
    entry.dueAt,
    entry.sessionId ?? null,
    entry.deadLetterSource ?? null,
    entry.content.id,
    entry.content.size,
    entry.attempts,
  ] as const;

/** Everything that was kept, by shelf. */
function readEntries(
  statement: StatementSync,
  content: (id: number, size: number) => Content,
): Map<number, KeptEntry[]> {
  const byShelf = new Map<number, KeptEntry[]>();
  for (const cells of pagesOf(statement)) {
    const shelf = number(cells[1]);
    const entries = byShelf.get(shelf) ?? [];
    if (entries.length === 0) byShelf.set(shelf, entries);
    entries.push(keptEntry(cells, content));
  }
  return byShelf;
}

/** Rows as arrays, a page at a time: a million of them are read twice as fast as one object after the other. */
function* pagesOf(statement: StatementSync): Generator<readonly SQLOutputValue[]> {
  let last = 0;
  for (;;) {
    const page = statement.all(last) as unknown as SQLOutputValue[][]; // it returns arrays
    yield* page;
    const next = page.at(-1)?.[0];
    if (next === undefined) return;
    last = number(next);
  }
}

/** The cells of a row in the order of the table's columns. */
function keptEntry(cells: readonly SQLOutputValue[], content: (id: number, size: number) => Content): KeptEntry {
  const [id, , lane, place, sequence, enqueuedSequence, enqueuedAt, timeToLive, expiresAt, dueAt] = cells;
  const [session, deadLetterSource, contentId, size, attempts] = cells.slice(10);
  return {
    lane: lane === 0 ? 'main' : 'dead-letter',
    entry: {
      id: number(id),
      sequence: number(sequence),
      enqueuedSequence: number(enqueuedSequence),
      enqueuedAt: number(enqueuedAt),
      timeToLive: number(timeToLive),
      expiresAt: expiresAt === null ? Number.POSITIVE_INFINITY : number(expiresAt),
      dueAt: number(dueAt),
      sessionId: text(session),
      deadLetterSource: text(deadLetterSource),
      content: content(number(contentId), number(size)),
      place: places[number(place)] ?? 'active',
      attempts: number(attempts),
      lock: undefined,
      gone: false,
      appointments: 0,
    },
  };
}

const keptDefinition = (kept: Row): KeptDefinition => {
  const kind = kept.kind;
  return {
    path: text(kept.path) ?? '',
    kind: kind === 'topic' || kind === 'subscription' ? kind : 'queue',
    current: text(kept.current) ?? '{}',
    declared: text(kept.declared) ?? null,
    createdAt: number(kept.created_at),
    updatedAt: number(kept.updated_at),
  };
};

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(database: DatabaseSync) {
  const sql = (statement: string) => database.prepare(statement);
  const entries = sql('SELECT * FROM entries WHERE id > ? ORDER BY id LIMIT 2000');
  entries.setReturnArrays(true);
  return {
    begin: sql('BEGIN IMMEDIATE'),
    commit: sql('COMMIT'),
    shelf: sql('SELECT key, next_sequence FROM shelves WHERE path = ?'),
    addShelf: sql('INSERT INTO shelves (path, next_sequence) VALUES (?, 1)'),
    setSequence: sql('UPDATE shelves SET next_sequence = ? WHERE key = ?'),
    entries,
    addEntry: sql(`INSERT INTO entries VALUES (${Array(15).fill('?').join(', ')})`),
    updateEntry: sql('UPDATE entries SET place = ?, attempts = ?, content = ?, size = ? WHERE id = ?'),
    removeEntry: sql('DELETE FROM entries WHERE id = ?'),
    content: sql('SELECT bytes FROM contents WHERE id = ?'),
    addContent: sql('INSERT INTO contents (id, bytes) VALUES (?, ?)'),
    removeContent: sql('DELETE FROM contents WHERE id = ?'),
    duplicates: sql('SELECT message_id, at FROM duplicates WHERE shelf = ? ORDER BY at'),
    addDuplicate: sql('INSERT OR REPLACE INTO duplicates (shelf, message_id, at) VALUES (?, ?, ?)'),
    removeDuplicates: sql('DELETE FROM duplicates WHERE shelf = ? AND at <= ?'),
    sessions: sql('SELECT session, state, updated_at FROM sessions WHERE shelf = ?'),
    setSession: sql('INSERT OR REPLACE INTO sessions (shelf, session, state, updated_at) VALUES (?, ?, ?, ?)'),
    removeSession: sql('DELETE FROM sessions WHERE shelf = ? AND session = ?'),
    definitions: sql('SELECT * FROM definitions ORDER BY rowid'),
    saveDefinition: sql('INSERT OR REPLACE INTO definitions VALUES (?, ?, ?, ?, ?, ?)'),
    removeDefinition: sql('DELETE FROM definitions WHERE path = ?'),
    discard: [
      sql(
        'DELETE FROM contents WHERE id IN (SELECT content FROM entries AS mine WHERE shelf = ? AND NOT EXISTS (SELECT 1 FROM entries AS other WHERE other.content = mine.content AND other.shelf <> mine.shelf))',
      ),
      sql('DELETE FROM entries WHERE shelf = ?'),
      sql('DELETE FROM duplicates WHERE shelf = ?'),
      sql('DELETE FROM sessions WHERE shelf = ?'),
      sql('DELETE FROM shelves WHERE key = ?'),
    ],
  };
}
