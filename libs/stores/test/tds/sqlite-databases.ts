import { DatabaseSync } from 'node:sqlite';
import { ServerError } from './tds-server.js';

const lockTimeoutMs = 4000;

/** A database with one user at a time: a transaction, or a single statement. Who waits longer than 4 s is refused. */
export class OneAtATime {
  readonly db = new DatabaseSync(':memory:', { enableForeignKeyConstraints: false });
  readonly #waiting: (() => void)[] = [];
  #isTaken = false;

  async take(): Promise<void> {
    if (this.#isTaken) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const late = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(resolve), 1);
        reject(new ServerError(1222, 'Lock request time out period exceeded.'));
      }, lockTimeoutMs);
      this.#waiting.push(resolve);
      await promise.finally(() => clearTimeout(late));
    }
    this.#isTaken = true;
  }

  giveBack(): void {
    const next = this.#waiting.shift();
    this.#isTaken = next !== undefined;
    next?.();
  }
}

/** The databases of a server: `master` is always there. */
export class Databases {
  readonly #byName = new Map([['master', new OneAtATime()]]);

  open(name: string): OneAtATime {
    const found = this.#byName.get(name === '' ? 'master' : name);
    if (found === undefined) throw new ServerError(4060, `Cannot open database "${name}" requested by the login.`, 11);
    return found;
  }

  names = (): string[] => [...this.#byName.keys()];

  /** Whether the statement was about databases as a whole, and is done. */
  administer(statement: string): boolean {
    const [, verb, name = ''] = /^\s*(create|drop|alter) database (?:if exists )?\[(\w+)\]/i.exec(statement) ?? [];
    if (verb === undefined) return false;
    if (verb === 'create') {
      if (this.#byName.has(name)) throw new ServerError(1801, `Database '${name}' already exists.`);
      this.#byName.set(name, new OneAtATime());
    }
    if (verb === 'drop') this.#byName.delete(name);
    return true;
  }
}
