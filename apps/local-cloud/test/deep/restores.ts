import { randomUUID } from 'node:crypto';
import { readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { erasedName } from '@causeway/data-model';
import { eventually } from '@causeway/testing';
import { packedFile } from '../../src/bundles.js';
import { type RunningSystem, root, startSystem, taciturn } from '../system/running-system.js';
import { runCommand, settingOf } from './commands.js';
import type { House } from './house.js';
import type { Action } from './laboratory.js';
import { shopsOwn } from './shops-own.js';

/** Which service's restore passes the point. */
const serviceOf: Readonly<Record<string, Service>> = {
  'stores.restore-begun': 'payment-service',
  'stores.restore-marked': 'payment-service',
  'payment.part-restored': 'payment-service',
  'payment.restored-made-due': 'payment-service',
  'analytics.part-restored': 'analytics-service',
};
type Service = 'payment-service' | 'analytics-service';
const databaseOf = { 'payment-service': 'payments', 'analytics-service': 'analytics' } as const;

export const isOfRestore = (name: string): boolean => name in serviceOf;

/** Restores of the shop's own archive into databases of their own, all to one instant. */
export class Restores {
  readonly #house: House;
  #instant: Promise<string> | undefined;
  readonly #undisturbed = new Map<Service, Promise<string[]>>();

  constructor(house: House) {
    this.#house = house;
  }

  /** An instant of which all is in the archive. */
  instant(): Promise<string> {
    this.#instant ??= this.#archivedInstant();
    return this.#instant;
  }

  /** What is in a database after a restore that nobody disturbs. */
  undisturbed(service: Service): Promise<string[]> {
    const known = this.#undisturbed.get(service) ?? this.#restored(service);
    this.#undisturbed.set(service, known);
    return known;
  }

  /** Runs a restore into a file; gives the exit code. */
  async run(service: Service, id: string, failpoint = ''): Promise<number | null> {
    const { env } = shopsOwn(this.#house, service);
    const args = [packedFile(`${service}-restore`), '--at', await this.instant()];
    const command = { args, env: { ...env, SQL_URL: `sqlite:${fileOf(this.#house, id)}` } };
    return runCommand(this.#house, `restoring-${id}`, command, failpoint);
  }

  async #restored(service: Service): Promise<string[]> {
    const id = randomUUID().slice(0, 8);
    expect(await this.run(service, id)).toBe(0);
    return contentsOf(fileOf(this.#house, id));
  }

  async #archivedInstant(): Promise<string> {
    await this.#house.paid();
    const instant = new Date().toISOString();
    for (const database of Object.values(databaseOf)) {
      const file = new DatabaseSync(join(this.#house.system.dataDir, 'sql', `${database}.db`), { readOnly: true });
      const waiting = file.prepare('SELECT count(*) AS n FROM journal WHERE at <= ?');
      // What was begun before the instant may be committed a moment after it.
      const isBehind = () =>
        expect([Date.now() - Date.parse(instant) > 5000, waiting.get(instant)?.n]).toEqual([true, 0]);
      await eventually(isBehind, 60_000).finally(() => file.close());
    }
    return instant;
  }
}

/** Typed again after it died, a restore makes what one makes that nobody disturbs. */
export async function diesInARestore(
  house: House,
  restores: Restores,
  point: { name: string; action: Action },
): Promise<boolean> {
  const service = serviceOf[point.name] ?? 'payment-service';
  const expected = await restores.undisturbed(service);
  expect(expected.length).toBeGreaterThan(0);
  const id = randomUUID().slice(0, 8);
  const first = await restores.run(service, id, settingOf(point));
  if (point.action === 'freeze') expect(first).toBe(0);
  // 2: all was there already, and the restore was marked as done.
  else expect(await restores.run(service, id)).toBe(point.name === 'stores.restore-marked' ? 2 : 0);
  const found = contentsOf(fileOf(house, id));
  const others = [...found.filter((row) => !expected.includes(row)), ...expected.filter((row) => !found.includes(row))];
  expect(others.map((row) => row.slice(0, 300))).toEqual([]);
  return (await house.laboratory.hits({ process: `restoring-${id}`, ...point })) === 1;
}

/**
 * The databases of payments and of the projection are gone: what the archive holds, after all that happened to it, is
 * put in their place, by restores that die once; the shop opens again over them.
 */
export async function goesOnAfterARestore(before: RunningSystem): Promise<RunningSystem> {
  const { dataDir, port } = before;
  await before.stop();
  const at = new Date().toISOString();
  const folder = join(dataDir, 'sql');
  for (const file of readdirSync(folder)) {
    if (/^(payments|analytics)\.db/.test(file)) renameSync(join(folder, file), join(folder, `lost-${file}`));
  }
  for (const [what, point] of [
    ['ledger', 'payment.part-restored'],
    ['projection', 'analytics.part-restored'],
  ]) {
    const typed = ['--at', at, '--what', String(what), '--port', String(port), '--data', dataDir];
    const command = { args: [join(root, 'apps/local-cloud/bin/restore.mjs'), ...typed], env: {} };
    expect(await runCommand({ system: before }, `restoring-${what}`, command, point)).not.toBe(0);
    expect(await runCommand({ system: before }, `restoring-${what}`, command)).toBe(0);
  }
  return startSystem(dataDir, ['--laboratory', '--bundle'], taciturn);
}

const fileOf = ({ system }: House, id: string): string => join(system.dataDir, 'sql', `restored-${id}.db`);

/** When something was restored, not what. */
const timesOfARestore: Readonly<Record<string, readonly string[]>> = {
  payments: ['due_at'],
  outbox: ['created_at', 'claimed_until'],
  kysely_migration: ['timestamp'],
};

const anId = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** All rows of all tables. Between two restores somebody may have been erased, so that everybody goes by their pseudonym. */
function contentsOf(path: string): string[] {
  const file = new DatabaseSync(path, { readOnly: true });
  const tables = file
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'erased_people' ORDER BY name")
    .all();
  const contents = tables.flatMap(({ name }) =>
    file
      .prepare(`SELECT * FROM "${name}"`)
      .all()
      .map((row) => {
        const told = Object.entries(row).filter(([column]) => !timesOfARestore[String(name)]?.includes(column));
        return `${name} ${JSON.stringify(told)}`.replace(anId, erasedName);
      })
      .sort(),
  );
  file.close();
  return contents;
}
