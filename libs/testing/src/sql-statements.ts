import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SqlStore } from '@causeway/stores/sql';
import { recordingSqlServer } from './sql-server.js';

/** How a port's method is called; several calls where one does not go every way. */
export type Calls<R> = Record<string, (repository: R) => Promise<unknown>>;

/**
 * Everything a repository would ask SQL Server, method by method, as a readable file. Each call is made against servers
 * that find one of `rows`, one that finds nothing, and ones on which no row fits or every key is taken, so that both ways
 * of each branch are gone.
 *
 * @throws Error naming methods of the repository that no call covers
 */
export async function statementsOf<DB, R extends object>(
  open: (store: SqlStore<DB>) => R,
  calls: Calls<R>,
  ...rows: [object, ...object[]]
): Promise<string> {
  const parts = new Map(Object.keys(calls).map((name) => [name, new Set<string>()]));
  const servers = [
    ...rows.map((row) => recordingSqlServer<DB>(row)),
    recordingSqlServer<DB>(),
    recordingSqlServer<DB>(rows[0], 'no row fits'),
    recordingSqlServer<DB>(rows[0], 'keys are taken'),
  ];
  for (const { store, asked } of servers) {
    const repository = open(store);
    refuseGaps(repository, Object.keys(calls));
    for (const [name, call] of Object.entries(calls)) {
      // A row that fits every table fits no schema exactly: what was asked until then counts.
      const statements = await asked(() => call(repository).catch(() => undefined));
      for (const statement of statements) parts.get(name)?.add(statement);
    }
  }
  const shown = [...parts].map(
    ([name, statements]) => `-- ${name}\n${[...statements].map((one) => `${one};\n`).join('')}`,
  );
  return shown.join('\n');
}

/** Compares with the reviewed file, or writes it where WRITE_SQL_STATEMENTS is set. */
export function reviewed(file: string, statements: string): { is: string; was: string } {
  if (process.env.WRITE_SQL_STATEMENTS !== undefined) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, statements);
  }
  return { is: statements, was: existsSync(file) ? readFileSync(file, 'utf8') : '' };
}

function refuseGaps(repository: object, covered: readonly string[]): void {
  const kind: object = Object.getPrototypeOf(repository);
  const methods = [...(kind === Object.prototype ? [] : Object.getOwnPropertyNames(kind)), ...Object.keys(repository)];
  const missing = methods.filter((name) => name !== 'constructor' && !covered.includes(name));
  const functions = missing.filter((name) => typeof Reflect.get(repository, name) === 'function');
  if (functions.length > 0) throw new Error(`No call shows what ${functions.join(', ')} would ask SQL Server.`);
}
