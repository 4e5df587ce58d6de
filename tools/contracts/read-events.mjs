// Runs in a process of its own: reads events with the code of a tagged tree, and says on standard output what it made of them.
// Arguments: the tree's folder, the file of events.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [, , home, file] = process.argv;
const load = (path) => import(pathToFileURL(join(home, path)).href);
const { parseEvent } = await load('libs/data-model/src/index.ts');
const project = await projectionOf();

const failures = [];
const events = JSON.parse(readFileSync(file, 'utf8'));
for (const event of events) {
  const read = parseEvent(event);
  if ('refused' in read) {
    // A type that is new today is nobody's then: no subscription of that version asks for it.
    if (read.refused.reason !== 'version') failures.push(`${event.type} is refused: ${read.refused.description}`);
    continue;
  }
  try {
    await project(read.event);
  } catch (error) {
    // A sample need not fit another, which tells of the same order or payment.
    if (!['amount-mismatch', 'contradiction'].includes(error?.reason))
      failures.push(`${event.type} cannot be projected: ${error?.message ?? error}`);
  }
}
process.stdout.write(JSON.stringify({ read: events.length, failures: [...new Set(failures)] }));
process.exit(0);

/** The projection of the tagged analytics-service over an empty database, where that version has one. */
async function projectionOf() {
  const adapters = 'apps/analytics-service/src/adapters';
  if (!existsSync(join(home, adapters, 'sql-projection.ts'))) return async () => undefined;
  const { migrate, openSql } = await load('libs/stores/src/sql.ts');
  const { projectionMigrations } = await load(`${adapters}/projection-tables.ts`);
  const { SqlProjection } = await load(`${adapters}/sql-projection.ts`);
  const store = openSql('sqlite::memory:');
  await migrate(store, projectionMigrations);
  const projection = new SqlProjection(store);
  return (event) => projection.apply(event, new Date());
}
