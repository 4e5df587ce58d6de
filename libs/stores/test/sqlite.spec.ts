import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { migrate, openSql, type SqlStore } from '../src/sql.js';
import { aPoint } from './a-point.js';
import { account, migrations, type Tables } from './accounts.js';

let folder: string;
let file: string;
let store: SqlStore<Tables>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-sql-'));
  file = join(folder, 'test.db');
  store = openSql<Tables>(`sqlite:${file}`);
  await migrate(store, migrations);
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const all = () => store.db.selectFrom('accounts').selectAll().orderBy('id').execute();

describe('a transaction in SQLite', () => {
  it('is durable once it resolves, although many are committed together', async () => {
    const reader = new DatabaseSync(file, { readOnly: true });
    const count = reader.prepare('select count(*) as n from accounts where id = ?');
    await Promise.all(
      Array.from({ length: 100 }, async (_, n) => {
        await store.transaction(aPoint, (trx) =>
          trx
            .insertInto('accounts')
            .values(account(`a${n}`))
            .execute(),
        );
        // Another connection sees only what is committed.
        expect(count.get(`a${n}`)).toEqual({ n: 1 });
      }),
    );
    reader.close();
  });

  it('says so when its work uses the database itself instead of the transaction, and hangs nothing', async () => {
    const work = store.transaction(aPoint, () => store.db.selectFrom('accounts').selectAll().execute());
    await expect(work).rejects.toThrow(/inside its own transaction/);
    expect(await all()).toEqual([]);
  });

  it('is tried again while another process is writing', async () => {
    const other = new DatabaseSync(file, { timeout: 0 });
    other.exec('begin immediate');
    let attempts = 0;
    const busy = Object.assign(new Error('database is locked'), { errcode: 5 });
    const work = store.transaction(aPoint, async (trx) => {
      attempts += 1;
      if (attempts === 1) throw busy;
      await trx.insertInto('accounts').values(account('a')).execute();
      return 'done';
    });
    other.exec('commit');
    other.close();
    expect(await work).toBe('done');
    expect(attempts).toBe(2);
  });

  it('is unavailable when the database stays busy', async () => {
    const busy = Object.assign(new Error('database is locked'), { errcode: 5 });
    const work = store.transaction(aPoint, () => Promise.reject(busy));
    await expect(work).rejects.toMatchObject({ name: 'DomainError', code: 'unavailable' });
  });
});

describe('a single statement that writes in SQLite', () => {
  const insert = () => store.write(aPoint, (db) => db.insertInto('accounts').values(account('a')).execute());

  it('is tried again as long as another process writes', async () => {
    const other = new DatabaseSync(file, { timeout: 0 });
    other.exec('begin immediate');
    const release = setTimeout(() => other.exec('commit'), 600);
    await insert();
    clearTimeout(release);
    other.close();
    expect(await all()).toHaveLength(1);
  });

  it('is unavailable when another process does not end', async () => {
    const other = new DatabaseSync(file, { timeout: 0 });
    other.exec('begin immediate');
    await expect(insert()).rejects.toMatchObject({ name: 'DomainError', code: 'unavailable' });
    other.close();
    expect(await all()).toEqual([]);
  });
});
