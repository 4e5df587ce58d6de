import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { openWriteAheadLog, type WriteAheadLog } from './write-ahead-log.js';

/** 'SBem' as an integer: marks a SQLite file as this program's. */
const APPLICATION_ID = 0x5342656d;
const VERSION = 1;

const schema = `
  CREATE TABLE shelves (key INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE COLLATE NOCASE, next_sequence INTEGER NOT NULL);
  CREATE TABLE contents (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
  CREATE TABLE entries (
    id INTEGER PRIMARY KEY, shelf INTEGER NOT NULL, lane INTEGER NOT NULL, place INTEGER NOT NULL,
    sequence INTEGER NOT NULL, enqueued_sequence INTEGER NOT NULL, enqueued_at INTEGER NOT NULL,
    time_to_live INTEGER NOT NULL, expires_at INTEGER, due_at INTEGER NOT NULL, session TEXT,
    dead_letter_source TEXT, content INTEGER NOT NULL, size INTEGER NOT NULL, attempts INTEGER NOT NULL
  );
  CREATE TABLE duplicates (shelf INTEGER NOT NULL, message_id TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (shelf, message_id)) WITHOUT ROWID;
  CREATE TABLE sessions (shelf INTEGER NOT NULL, session TEXT NOT NULL, state BLOB NOT NULL, updated_at INTEGER NOT NULL,
    PRIMARY KEY (shelf, session)) WITHOUT ROWID;
  CREATE TABLE definitions (path TEXT PRIMARY KEY COLLATE NOCASE, kind TEXT NOT NULL, current TEXT NOT NULL,
    declared TEXT, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL);
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${VERSION};
`;

/** Above this a full check of the file would make starting slow; SQLite still notices damage where it reads. */
const CHECKED_BYTES = 64 * 1024 * 1024;

export interface DataFile {
  readonly database: DatabaseSync;
  readonly log: WriteAheadLog;
}

/** Opens or creates the data file. Throws one sentence, and changes nothing, when the file is not usable. */
export function openDataFile(path: string): DataFile {
  const isNew = readingOf(path, () => examine(path));
  let database: DatabaseSync | undefined;
  return readingOf(path, () => {
    try {
      database = new DatabaseSync(path, { timeout: 0 });
      database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
      database.exec(isNew ? `BEGIN EXCLUSIVE; ${schema} COMMIT` : 'BEGIN EXCLUSIVE; COMMIT');
      // From now on the log is synchronized after each commit by `log.sync`: as FULL does, but while other work goes on.
      database.exec('PRAGMA synchronous = NORMAL');
      return { database, log: openWriteAheadLog(`${path}-wal`) };
    } catch (error) {
      database?.close();
      throw error;
    }
  });
}

/** Does something with the file. Throws `UnusableDataFile` for every error. */
export function readingOf<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw error instanceof UnusableDataFile ? error : new UnusableDataFile(path, plainly(error));
  }
}

/** The message is one sentence for the operator. */
export class UnusableDataFile extends Error {
  override name = 'UnusableDataFile';

  constructor(path: string, reason: string) {
    super(`The data file ${path} cannot be used: ${reason}; move it away or choose another with --data.`);
  }
}

/**
 * True for a file that is still empty. Throws for one that is not ours, newer, or damaged. It only reads: closing a
 * connection that may write would bring the log of a killed process into a damaged file.
 */
function examine(path: string): boolean {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0) return true;
  const database = new DatabaseSync(path, { readOnly: true, timeout: 0 });
  try {
    const answer = (sql: string): unknown => Object.values(database.prepare(sql).get() ?? {})[0];
    const version = Number(answer('PRAGMA user_version'));
    if (version === 0 && answer('SELECT count(*) FROM sqlite_schema') === 0) return true;
    if (answer('PRAGMA application_id') !== APPLICATION_ID)
      throw new UnusableDataFile(path, 'it belongs to another program');
    if (version > VERSION) {
      throw new UnusableDataFile(
        path,
        `it was written by a newer version (format ${version}, this one knows ${VERSION})`,
      );
    }
    const verdict = size > CHECKED_BYTES ? 'ok' : answer('PRAGMA quick_check(1)');
    if (verdict !== 'ok') throw new UnusableDataFile(path, `it is damaged (${String(verdict).split('\n').at(-1)})`);
    return false;
  } finally {
    database.close();
  }
}

function plainly(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (message.includes('locked')) return 'another emulator is using it';
  if (message.includes('not a database') || message.includes('malformed')) return 'it is damaged';
  return message;
}
