import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const schemaVersion = 1;

const schema = `
  CREATE TABLE payment_intents (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, intent TEXT NOT NULL, body TEXT NOT NULL);
  CREATE TABLE charges (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, intent TEXT NOT NULL, body TEXT NOT NULL);
  CREATE INDEX charges_of ON charges (intent, seq);
  CREATE TABLE refunds (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, intent TEXT NOT NULL, body TEXT NOT NULL);
  CREATE INDEX refunds_of ON refunds (intent, seq);
  CREATE TABLE idempotency_keys (
    key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, request_id TEXT NOT NULL,
    status INTEGER NOT NULL, body TEXT NOT NULL, kept_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX oldest_keys ON idempotency_keys (kept_at);
  CREATE TABLE timers (id TEXT PRIMARY KEY, due_at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX due_timers ON timers (due_at);
  CREATE TABLE first_failures (subject TEXT PRIMARY KEY) WITHOUT ROWID;
  CREATE TABLE events (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, intent TEXT NOT NULL, body TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, due_at INTEGER, give_up_at INTEGER NOT NULL, delivered_at INTEGER, failure TEXT
  );
  CREATE INDEX due_events ON events (due_at) WHERE due_at IS NOT NULL;
  PRAGMA user_version = ${schemaVersion};
`;

/**
 * Opens the sandbox's file, or makes it. What is committed is on the disk before anybody hears of it: write-ahead log,
 * synchronous FULL (https://www.sqlite.org/pragma.html#pragma_synchronous).
 *
 * @throws Error when another version of the sandbox made the file.
 */
export function openFile(path: string): DatabaseSync {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const file = new DatabaseSync(path, { timeout: 5000 });
  file.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  const version = Number(file.prepare('PRAGMA user_version').get()?.user_version);
  if (version === 0) file.exec(`BEGIN IMMEDIATE; ${schema} COMMIT;`);
  else if (version !== schemaVersion) {
    throw new Error(
      `The sandbox's file ${path} has schema version ${version}, this program needs ${schemaVersion}: remove the file and start again.`,
    );
  }
  return file;
}
