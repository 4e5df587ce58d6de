import { pseudonymOf } from '@causeway/data-model';
import { type TestDatabase, testDatabase } from '@causeway/engines';
import type { SqlStore } from '../src/sql.js';
import { createErasedPeople, type ErasedPeopleTables, migrate, nameHere, noteErased, openSql } from '../src/sql.js';
import { aPoint } from './a-point.js';

const [ann, ben] = ['019ac0de-0000-7000-8000-000000000001', '019ac0de-0000-7000-8000-000000000002'];
const now = new Date('2026-11-21T09:00:00.000Z');

let database: TestDatabase;
let store: SqlStore<ErasedPeopleTables>;

beforeEach(async () => {
  database = await testDatabase();
  store = openSql<ErasedPeopleTables>(database.url);
  await migrate(store, { '001': createErasedPeople });
});
afterEach(async () => {
  await store.close();
  await database.release();
});

const erase = (userId: string) => store.transaction(aPoint, (trx) => noteErased(store.dialect, trx, userId, now));
const name = (userId: string) => store.transaction(aPoint, (trx) => nameHere(store.dialect, trx, userId));

it('calls an erased person by their pseudonym, and everybody else by their id', async () => {
  expect(await name(ann)).toBe(ann);
  await erase(ann);
  expect([await name(ann), await name(pseudonymOf(ann)), await name(ben)]).toEqual([
    pseudonymOf(ann),
    pseudonymOf(ann),
    ben,
  ]);
});

it('knows whether somebody was erased before, by either name', async () => {
  expect([await erase(ann), await erase(ann), await erase(pseudonymOf(ann))]).toEqual([true, false, false]);
  expect(await store.db.selectFrom('erased_people').selectAll().execute()).toEqual([
    { pseudonym: pseudonymOf(ann), erased_at: now.toISOString() },
  ]);
});
