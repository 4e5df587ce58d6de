import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface Hit {
  process: string;
  name: string;
  action: string;
}

/** A process writes this to standard error right before it dies or freezes, so it is in its log. */
const mark = '"msg":"failpoint"';

/** The failpoints that were hit, in the order of their processes' logs; each look reads what the logs have got since. */
export class FailpointHits {
  readonly #folder: string;
  readonly #read = new Map<string, number>();
  readonly #hits: Hit[] = [];

  constructor(logFolder: string) {
    this.#folder = logFolder;
    // What an earlier run left in the logs is over.
    for (const file of this.#logs()) this.#read.set(file, statSync(join(logFolder, file)).size);
  }

  all(): Hit[] {
    for (const file of this.#logs()) {
      const process = file.replace(/\.log$/, '');
      for (const line of this.#newLines(file)) {
        if (line.includes(mark)) this.#hits.push({ process, ...pointOf(line) });
      }
    }
    return this.#hits;
  }

  #logs(): string[] {
    return readdirSync(this.#folder).filter((file) => file.endsWith('.log'));
  }

  #newLines(file: string): string[] {
    const path = join(this.#folder, file);
    const from = this.#read.get(file) ?? 0;
    const size = statSync(path).size;
    if (size <= from) return [];
    const bytes = Buffer.alloc(size - from);
    const descriptor = openSync(path, 'r');
    try {
      readSync(descriptor, bytes, 0, bytes.length, from);
    } finally {
      closeSync(descriptor);
    }
    // A line that is still being written is left for the next look.
    const whole = bytes.lastIndexOf('\n') + 1;
    this.#read.set(file, from + whole);
    return bytes.toString('utf8', 0, whole).split('\n');
  }
}

function pointOf(line: string): Pick<Hit, 'name' | 'action'> {
  // The line is libs/runtime's or the emulator's own; another program's output may stand before it.
  const { name, action } = JSON.parse(line.slice(line.indexOf('{')));
  return { name: String(name), action: String(action) };
}
