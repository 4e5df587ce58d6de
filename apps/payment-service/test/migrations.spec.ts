import { testDatabase } from '@causeway/engines';
import { migrate, openSql } from '@causeway/stores/sql';
import { paymentMigrations } from '../src/adapters/payment-migrations.js';

type Tables = { kysely_migration: { name: string } };

test('the migrations bring an empty database to the newest version once, however many processes start and how often', async () => {
  const database = await testDatabase();
  const stores = [openSql<Tables>(database.url), openSql<Tables>(database.url)];
  try {
    await Promise.all(stores.map((store) => migrate(store, paymentMigrations)));
    await Promise.all(stores.map((store) => migrate(store, paymentMigrations)));
    const done = await stores[0]?.db.selectFrom('kysely_migration').select('name').orderBy('name').execute();
    expect(done?.map((row) => row.name)).toEqual(Object.keys(paymentMigrations).sort());
  } finally {
    for (const store of stores) await store.close();
    await database.release();
  }
});
