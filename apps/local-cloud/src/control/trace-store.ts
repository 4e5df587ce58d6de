import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { StoredSpan } from './otlp.js';

export interface TraceSummary {
  traceId: string;
  name: string;
  service: string;
  start: number;
  durationMs: number;
  spans: number;
  services: string[];
  status: 'ok' | 'error';
}

const flushEveryMs = 100;
/** Another version's telemetry is not worth a migration: it is dropped. */
const schemaVersion = 1;

/**
 * Spans in one SQLite file, the newest `capacity` of them. Telemetry may be lost in a crash, so nothing waits for the
 * disk, and spans are written in groups.
 */
export class TraceStore {
  readonly #db: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #capacity: number;
  #pending: StoredSpan[] = [];
  #timer: NodeJS.Timeout | undefined;
  #last: number;
  #trimmedAt: number;

  constructor(file: string, capacity = 300_000) {
    this.#db = new DatabaseSync(file);
    if (Number(this.#db.prepare('PRAGMA user_version').get()?.user_version) !== schemaVersion) {
      this.#db.exec(`DROP TABLE IF EXISTS spans; PRAGMA user_version = ${schemaVersion};`);
    }
    this.#db.exec(`
      PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -4000;
      CREATE TABLE IF NOT EXISTS spans (seq INTEGER PRIMARY KEY, trace_id TEXT NOT NULL, service TEXT NOT NULL, body TEXT NOT NULL);
      CREATE INDEX IF NOT EXISTS spans_trace ON spans (trace_id);
      CREATE INDEX IF NOT EXISTS spans_entered ON spans (seq, trace_id) WHERE service = 'gateway';`);
    this.#insert = this.#db.prepare('INSERT INTO spans (trace_id, service, body) VALUES (?, ?, ?)');
    this.#capacity = capacity;
    const row = this.#db.prepare('SELECT COALESCE(MAX(seq), 0) AS last FROM spans').get();
    this.#last = Number(row?.last ?? 0);
    this.#trimmedAt = this.#last;
  }

  add(spans: readonly StoredSpan[]): void {
    for (const span of spans) this.#pending.push(span);
    this.#timer ??= setTimeout(() => this.#flush(), flushEveryMs);
  }

  /** The trace's spans by start; empty when it is not known. */
  trace(traceId: string): StoredSpan[] {
    this.#flush();
    const rows = this.#db.prepare('SELECT body FROM spans WHERE trace_id = ?').all(traceId);
    return rows.map(({ body }) => spanOf(body)).sort((a, b) => a.start - b.start);
  }

  /** The traces that came in through the gateway last, newest first. */
  recent(limit: number): TraceSummary[] {
    this.#flush();
    const rows = this.#db
      .prepare("SELECT DISTINCT trace_id FROM spans WHERE service = 'gateway' ORDER BY seq DESC LIMIT ?")
      .all(limit);
    return rows.map(({ trace_id }) => summaryOf(String(trace_id), this.trace(String(trace_id))));
  }

  close(): void {
    this.#flush();
    this.#db.close();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#pending.length === 0) return;
    const group = this.#pending;
    this.#pending = [];
    this.#db.exec('BEGIN');
    for (const span of group) this.#insert.run(span.traceId, span.service, JSON.stringify(span));
    this.#last += group.length;
    if (this.#last - this.#trimmedAt > this.#capacity / 20) {
      this.#db.prepare('DELETE FROM spans WHERE seq <= ?').run(this.#last - this.#capacity);
      this.#trimmedAt = this.#last;
    }
    this.#db.exec('COMMIT');
  }
}

// Written by #flush above, and by nothing else.
const spanOf = (body: unknown): StoredSpan => JSON.parse(String(body)) as StoredSpan;

function summaryOf(traceId: string, spans: readonly StoredSpan[]): TraceSummary {
  const root = spans.find(({ parentSpanId }) => parentSpanId === null) ?? spans[0];
  const start = Math.min(...spans.map((span) => span.start));
  const end = Math.max(...spans.map((span) => span.end));
  return {
    traceId,
    name: root?.name ?? 'unknown',
    service: root?.service ?? 'unknown',
    start,
    durationMs: Math.round((end - start) * 1000) / 1000,
    spans: spans.length,
    services: [...new Set(spans.map(({ service }) => service))],
    status: spans.some(({ status }) => status === 'error') ? 'error' : 'ok',
  };
}
