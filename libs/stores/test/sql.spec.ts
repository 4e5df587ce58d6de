import { type TestDatabase, testDatabase } from '@causeway/engines';
import { sql } from 'kysely';
import { insertIfAbsent, migrate, openSql, type SqlStore, upsert } from '../src/sql.js';
import { aPoint } from './a-point.js';
import { account, migrations, type Tables } from './accounts.js';

let database: TestDatabase;
let store: SqlStore<Tables>;

beforeEach(async () => {
  database = await testDatabase();
  store = openSql<Tables>(database.url);
  await migrate(store, migrations);
});

afterEach(async () => {
  await store.close();
  await database.release();
});

const add = (row: ReturnType<typeof account>) =>
  store.write(aPoint, (db) => db.insertInto('accounts').values(row).execute());

const all = () => store.db.selectFrom('accounts').selectAll().orderBy('id').execute();

describe('values', () => {
  it('come back exactly, integers up to 2^53 among them', async () => {
    const row = account('a', { owner: "O'Neill 💡", amount: Number.MAX_SAFE_INTEGER });
    await add(row);
    expect(await all()).toEqual([row]);
  });

  it('may be dates, which become ISO texts, and booleans, which become 1 and 0', async () => {
    const query = sql<{ at: string; yes: number; no: number }>`
      select ${new Date(0)} as "at", ${true} as "yes", ${false} as "no"`;
    const { rows } = await store.write(aPoint, (db) => query.execute(db));
    expect(rows).toEqual([{ at: '1970-01-01T00:00:00.000Z', yes: 1, no: 0 }]);
  });

  it.each([2 ** 53, {}, [1]])('that would be stored wrongly are refused (%j)', async (value) => {
    await expect(store.write(aPoint, (db) => sql`select ${value}`.execute(db))).rejects.toThrow(/exact|parameter/);
  });
});

describe('a transaction', () => {
  it('is undone as a whole when its work throws', async () => {
    const work = store.transaction(aPoint, async (trx) => {
      await trx.insertInto('accounts').values(account('a')).execute();
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await all()).toEqual([]);
  });

  it('waits for the one before it, so that no update is lost', async () => {
    await add(account('a'));
    const deposit = () =>
      store.transaction(aPoint, async (trx) => {
        const { amount } = await store.dialect
          .selectForUpdate(trx, 'accounts')
          .select('amount')
          .where('id', '=', 'a')
          .executeTakeFirstOrThrow();
        await new Promise((resolve) => setImmediate(resolve));
        await trx
          .updateTable('accounts')
          .set({ amount: amount + 1 })
          .where('id', '=', 'a')
          .execute();
      });
    await Promise.all(Array.from({ length: 20 }, deposit));
    expect(await all()).toMatchObject([{ amount: 20 }]);
  });

  it('that fails among many undoes itself alone', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 100 }, (_, n) =>
        store.transaction(aPoint, async (trx) => {
          await trx
            .insertInto('accounts')
            .values(account(`a${n}`))
            .execute();
          if (n % 3 === 0) throw new Error('undone');
        }),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(34);
    const kept = await all();
    expect(kept).toHaveLength(66);
    expect(kept.every(({ id }) => Number(id.slice(1)) % 3 !== 0)).toBe(true);
  });

  it('and single statements take turns', async () => {
    await Promise.all(
      Array.from({ length: 60 }, async (_, n) => {
        if (n % 3 === 0) await add(account(`a${n}`));
        else if (n % 3 === 1) await all();
        else
          await store.transaction(aPoint, (trx) =>
            trx
              .insertInto('accounts')
              .values(account(`a${n}`))
              .execute(),
          );
      }),
    );
    expect(await all()).toHaveLength(40);
  });
});

describe('an insert of what may be there', () => {
  it('says whether it inserted, and the transaction goes on', async () => {
    const outcomes = await store.transaction(aPoint, async (trx) => [
      await insertIfAbsent(store.dialect, trx, 'accounts', account('a', { amount: 1 })),
      await insertIfAbsent(store.dialect, trx, 'accounts', account('a', { amount: 2 })),
      await insertIfAbsent(store.dialect, trx, 'accounts', account('b')),
    ]);
    expect(outcomes).toEqual([true, false, true]);
    expect(await all()).toMatchObject([{ id: 'a', amount: 1 }, { id: 'b' }]);
  });

  it('fails when something else than the key is wrong', async () => {
    const work = store.transaction(aPoint, (trx) =>
      // A row no type allows, as a migration that went wrong would meet it.
      insertIfAbsent(store.dialect, trx, 'accounts', { ...account('a'), owner: null as unknown as string }),
    );
    await expect(work).rejects.toThrow(/null/i);
  });
});

describe('an upsert', () => {
  const put = (version: number, amount: number) =>
    store.transaction(aPoint, (trx) =>
      upsert(store.dialect, trx, 'accounts', {
        key: { id: 'a' },
        insert: { owner: 'Ann', amount, version },
        set: { amount, version },
        when: sql`version < ${version}`,
      }),
    );

  it('inserts, replaces what is older and leaves what is newer', async () => {
    expect([await put(2, 20), await put(1, 10), await put(3, 30), await put(3, 31)]).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect(await all()).toMatchObject([{ version: 3, amount: 30 }]);
  });

  it('can add to what is there', async () => {
    const add = (n: number) =>
      store.transaction(aPoint, (trx) =>
        upsert(store.dialect, trx, 'accounts', {
          key: { id: 'a' },
          insert: { owner: 'Ann', amount: n, version: 1 },
          set: { amount: sql`amount + ${n}` },
        }),
      );
    await Promise.all([add(1), add(2), add(3)]);
    expect(await all()).toMatchObject([{ amount: 6 }]);
  });
});

describe('a claim', () => {
  const claim = (now: string, until: string, limit = 2) =>
    store.write(aPoint, (db) =>
      store.dialect.claim(db, {
        table: 'accounts',
        key: 'id',
        where: sql`due_at <= ${now}`,
        orderBy: 'due_at',
        limit,
        set: { due_at: until },
      }),
    );

  it('takes the first due rows, each for one claimant', async () => {
    for (const n of [3, 1, 2, 5]) await add(account(`a${n}`, { due_at: `t${n}` }));
    const [first, second] = await Promise.all([claim('t4', 't9'), claim('t4', 't9')]);
    expect(first.map(({ id }) => id).sort()).toEqual(['a1', 'a2']);
    expect(second).toMatchObject([{ id: 'a3', due_at: 't9' }]);
    expect(await claim('t4', 't9')).toEqual([]);
  });
});

test('a page starts where it is told', async () => {
  for (const id of ['a', 'b', 'c', 'd']) await add(account(id));
  const { dialect } = store;
  const query = store.db.selectFrom('accounts').select('id').orderBy('id');
  expect(await dialect.page(query, 2).execute()).toEqual([{ id: 'a' }, { id: 'b' }]);
  expect(await dialect.page(query, 2, 3).execute()).toEqual([{ id: 'd' }]);
});

describe('migrations', () => {
  it('run once, and later ones on top', async () => {
    await add(account('a'));
    await migrate(store, migrations);
    await migrate(store, {
      ...migrations,
      '003-note': async (db, seam) => {
        await db.schema.alterTable('accounts').addColumn('note', seam.text(10)).execute();
      },
    });
    expect(await all()).toMatchObject([{ id: 'a', note: null }]);
  });

  it('leave everything as it was when a step fails, and name the step', async () => {
    const attempt = migrate(store, {
      ...migrations,
      '003-good': async (db) => {
        await db.schema.dropTable('accounts').execute();
      },
      '004-bad': async (db) => {
        await sql`nonsense`.execute(db);
      },
    });
    await expect(attempt).rejects.toThrow(/^The database was not migrated: 004-bad failed: .*nonsense/);
    expect(await all()).toEqual([]);
  });

  it('run once although two processes start together', async () => {
    const fresh = await testDatabase();
    const stores = [openSql<Tables>(fresh.url), openSql<Tables>(fresh.url)];
    await Promise.all(stores.map((one) => migrate(one, migrations)));
    await Promise.all(stores.map((one) => one.close()));
    await fresh.release();
  });
});

test('what was committed is there after the database is opened again', async () => {
  await store.transaction(aPoint, (trx) => trx.insertInto('accounts').values(account('a')).execute());
  await store.close();
  store = openSql<Tables>(database.url);
  expect(await all()).toHaveLength(1);
});
