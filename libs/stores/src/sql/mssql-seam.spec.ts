import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  MssqlAdapter,
  MssqlIntrospector,
  MssqlQueryCompiler,
  sql,
  type Transaction,
} from 'kysely';
import { mssqlSeam } from './mssql-seam.js';
import { insertIfAbsent, upsert } from './writes.js';

type Tables = { outbox: { event_id: string; body: string; claimed_until: string; version: number } };

const statements: string[] = [];
const db = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new MssqlAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (database) => new MssqlIntrospector(database),
    createQueryCompiler: () => new MssqlQueryCompiler(),
  },
  log: ({ query }) => {
    statements.push(texts(query));
  },
});

const texts = ({ sql: text, parameters }: CompiledQuery) =>
  `${text.replace(/\s+/g, ' ').trim()} -- ${JSON.stringify(parameters)}`;

const compiled = async (run: (trx: Transaction<Tables>) => Promise<unknown>) => {
  statements.length = 0;
  await db.transaction().execute(run);
  return statements;
};

describe('what SQL Server is asked', () => {
  test('columns', async () => {
    const asked = await compiled((trx) =>
      trx.schema
        .createTable('outbox')
        .addColumn('event_id', mssqlSeam.text(128), (column) => column.primaryKey())
        .addColumn('order_id', mssqlSeam.id)
        .addColumn('body', mssqlSeam.text(200_000), (column) => column.notNull())
        .addColumn('claimed_until', mssqlSeam.time)
        .addColumn('amount', mssqlSeam.bigint)
        .execute(),
    );
    expect(asked).toMatchInlineSnapshot(`
[
  "create table "outbox" ("event_id" nvarchar(128) collate Latin1_General_100_BIN2 primary key, "order_id" nvarchar(36) collate Latin1_General_100_BIN2, "body" nvarchar(max) collate Latin1_General_100_BIN2 not null, "claimed_until" nvarchar(24) collate Latin1_General_100_BIN2, "amount" bigint) -- []",
]
`);
  });

  test('a row that is read to be changed', async () => {
    const asked = await compiled((trx) =>
      mssqlSeam.selectForUpdate(trx, 'outbox').selectAll().where('event_id', '=', 'e1').execute(),
    );
    expect(asked).toMatchInlineSnapshot(`
[
  "select * from "outbox" as "outbox" with (updlock, rowlock) where "event_id" = @1 -- ["e1"]",
]
`);
  });

  test('a claim', async () => {
    const asked = await compiled((trx) =>
      mssqlSeam.claim<Tables, 'outbox'>(trx, {
        table: 'outbox',
        key: 'event_id',
        where: sql`claimed_until <= ${'t1'}`,
        orderBy: 'claimed_until',
        limit: 25,
        set: { claimed_until: 't2' },
      }),
    );
    expect(asked).toMatchInlineSnapshot(`
[
  "with claimed as ( select top (@1) * from "outbox" with (updlock, rowlock, readpast, readcommittedlock) where claimed_until <= @2 order by "claimed_until" ) update claimed set "claimed_until" = @3 output inserted.* -- [25,"t1","t2"]",
]
`);
  });

  test('a page', async () => {
    const query = db.selectFrom('outbox').select('event_id').orderBy('event_id');
    expect(texts(mssqlSeam.page(query, 20, 40).compile())).toMatchInlineSnapshot(
      `"select "event_id" from "outbox" order by "event_id" offset @1 rows fetch next @2 rows only -- [40,20]"`,
    );
  });

  test('an insert of what may be there, and an upsert', async () => {
    const row = { event_id: 'e1', body: '{}', claimed_until: 't1', version: 1 };
    const asked = await compiled(async (trx) => {
      await insertIfAbsent(mssqlSeam, trx, 'outbox', row);
      await upsert(mssqlSeam, trx, 'outbox', {
        key: { event_id: 'e1' },
        insert: { body: '{}', claimed_until: 't1', version: 2 },
        set: { version: 2 },
        when: sql`version < ${2}`,
      });
    });
    expect(asked).toMatchInlineSnapshot(`
[
  "insert into "outbox" ("event_id", "body", "claimed_until", "version") values (@1, @2, @3, @4) -- ["e1","{}","t1",1]",
  "update "outbox" set "version" = @1 where "event_id" = @2 and version < @3 -- [2,"e1",2]",
  "insert into "outbox" ("event_id", "body", "claimed_until", "version") values (@1, @2, @3, @4) -- ["e1","{}","t1",2]",
]
`);
  });

  test('the lock of a migration', async () => {
    expect(await compiled((trx) => mssqlSeam.lockMigrations(trx))).toMatchInlineSnapshot(`
[
  "declare @outcome int; exec @outcome = sp_getapplock @Resource = 'causeway migrations', @LockMode = 'Exclusive', @LockOwner = 'Transaction', @LockTimeout = 4000; if @outcome < 0 throw 51000, 'Another process is migrating the database; start again.', 1; -- []",
]
`);
  });
});

describe('errors of SQL Server', () => {
  const error = (number: number) => Object.assign(new Error('refused'), { number });

  it.each([2627, 2601])('%i is a taken key', (number) => {
    expect(mssqlSeam.isUniqueViolation(error(number))).toBe(true);
    expect(mssqlSeam.isRetryable(error(number))).toBe(false);
  });

  it.each([1205, 40613, 40501, 10928])('%i is worth another try', (number) => {
    expect(mssqlSeam.isRetryable(error(number))).toBe(true);
    expect(mssqlSeam.isUniqueViolation(error(number))).toBe(false);
  });

  it('others are neither', () => {
    for (const other of [error(208), new Error('x'), 'text', undefined]) {
      expect(mssqlSeam.isRetryable(other) || mssqlSeam.isUniqueViolation(other)).toBe(false);
    }
  });
});
