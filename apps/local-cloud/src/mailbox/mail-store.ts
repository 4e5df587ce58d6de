import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { points } from './failpoints.js';

export interface Mail {
  messageId: string;
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string | null;
  headers: Record<string, string>;
  receivedAt: string;
}

export interface KeptMail extends Mail {
  /** How often the same Message-ID was delivered: more than 1 means that somebody sent it twice. */
  deliveries: number;
}

/** Mails in one SQLite file, one row per Message-ID, with a count of its deliveries. */
export class MailStore {
  readonly #db: DatabaseSync;

  constructor(file: string) {
    this.#db = new DatabaseSync(file);
    this.#db.exec(`
      PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
      CREATE TABLE IF NOT EXISTS mails (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, message_id TEXT NOT NULL UNIQUE, deliveries INTEGER NOT NULL, body TEXT NOT NULL);`);
  }

  /** Keeps a mail durably; a repeated one only raises its count. */
  keep(mail: Mail): void {
    this.#db
      .prepare(
        `INSERT INTO mails (message_id, deliveries, body) VALUES (?, 1, ?)
         ON CONFLICT (message_id) DO UPDATE SET deliveries = deliveries + 1`,
      )
      .run(mail.messageId, JSON.stringify(mail));
    points.kept.pass();
  }

  /** Newest first. */
  list(limit: number): KeptMail[] {
    const rows = this.#db.prepare('SELECT deliveries, body FROM mails ORDER BY seq DESC LIMIT ?').all(limit);
    return rows.map(keptMailOf);
  }

  find(messageId: string): KeptMail | undefined {
    const row = this.#db.prepare('SELECT deliveries, body FROM mails WHERE message_id = ?').get(messageId);
    return row === undefined ? undefined : keptMailOf(row);
  }

  close(): void {
    this.#db.close();
  }
}

function keptMailOf({ deliveries, body }: Record<string, SQLOutputValue>): KeptMail {
  const mail = JSON.parse(String(body)) as Mail; // written by keep() above, and by nothing else
  return { ...mail, deliveries: Number(deliveries) };
}
