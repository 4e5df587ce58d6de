import { upsert } from '@causeway/stores/sql';
import { aPoint } from './a-point.js';
import { recordingSqlServer } from './sql-server.js';

type Tables = { lamps: { id: string; stock: number } };
const lamp = { id: 'l1', stock: 3 };

describe('the recording SQL Server', () => {
  it('tells what one piece of work asked, transactions included', async () => {
    const { store, asked } = recordingSqlServer<Tables>();
    await store.db.selectFrom('lamps').selectAll().execute();
    const statements = await asked(() =>
      store.transaction(aPoint, (trx) =>
        upsert(store.dialect, trx, 'lamps', { key: { id: 'l1' }, insert: { stock: 3 }, set: { stock: 4 } }),
      ),
    );
    expect(statements).toEqual(['update "lamps" set "stock" = @1 where "id" = @2']);
  });

  it('reads the row it was given, or none', async () => {
    const rows = ({ store }: ReturnType<typeof recordingSqlServer<Tables>>) =>
      store.db.selectFrom('lamps').selectAll().execute();
    expect(await rows(recordingSqlServer<Tables>(lamp))).toEqual([lamp]);
    expect(await rows(recordingSqlServer<Tables>())).toEqual([]);
  });
});
