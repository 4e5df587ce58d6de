import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Entry =
  | { kind: 'start'; gross: number; refunded: number }
  | { kind: 'order'; key: string; orderId: string; status: string; ms: number }
  | { kind: 'refused'; key: string; reason: string }
  | { kind: 'refund'; key: string; status: string };

/** What a replay has done so far, a line each, so that an interrupted one goes on where it stopped. */
export class Journal {
  readonly #file: string;
  readonly #entries = new Map<string, Entry>();

  constructor(folder: string, fingerprint: string) {
    mkdirSync(folder, { recursive: true });
    this.#file = join(folder, `replay-${fingerprint}.ndjson`);
    if (!existsSync(this.#file)) return;
    for (const line of readFileSync(this.#file, 'utf8').split('\n')) this.#remember(line);
  }

  get resumes(): boolean {
    return this.#entries.size > 1;
  }

  find<K extends Entry['kind']>(kind: K, key = ''): Extract<Entry, { kind: K }> | undefined {
    const entry = this.#entries.get(`${kind} ${key}`);
    return entry as Extract<Entry, { kind: K }> | undefined; // the kind is part of the key it was stored under
  }

  write(entry: Entry): void {
    appendFileSync(this.#file, `${JSON.stringify(entry)}\n`);
    this.#entries.set(keyOf(entry), entry);
  }

  #remember(line: string): void {
    try {
      const entry: Entry = JSON.parse(line);
      this.#entries.set(keyOf(entry), entry);
    } catch {
      // The last line may have been cut off by the interruption: its work is done again under the same key.
    }
  }
}

const keyOf = (entry: Entry): string => `${entry.kind} ${'key' in entry ? entry.key : ''}`;
