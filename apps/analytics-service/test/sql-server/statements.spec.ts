import { join } from 'node:path';
import { openBlob } from '@causeway/stores/blob';
import type { SqlStore } from '@causeway/stores/sql';
import { anOrder, aPayment } from '@causeway/testing';
import { reviewed, statementsOf } from '@causeway/testing/sql-statements';
import { tsqlFaults } from '@causeway/testing/tsql-faults';
import type { Kysely } from 'kysely';
import { type ProjectionTables, projectionMigrations } from '../../src/adapters/projection-tables.js';
import { SqlCopy } from '../../src/adapters/sql-copy.js';
import { SqlCustomers } from '../../src/adapters/sql-customers.js';
import { SqlNextGeneration } from '../../src/adapters/sql-next-generation.js';
import { SqlProjection } from '../../src/adapters/sql-projection.js';
import { SqlReconciliations } from '../../src/adapters/sql-reconciliations.js';
import { SqlReports } from '../../src/adapters/sql-reports.js';
import { accountErased, aProductState, aRefund } from '../events.js';
import { catalogueHistory, orderHistory, outcomes } from '../histories.js';

const time = '2026-11-21T09:00:00.000Z';
const now = new Date(time);
const seen = { version: 1, projectedAt: time };
const found = { missing: 0, differing: 0, repaired: 0 };
const sources = { orders: 0, payments: 0, products: 0 };
const outcome = { ...found, at: time, endedAt: time, checked: 0, behind: 0, sources, away: [] };
const rounds = { walk: null, recentFrom: null, carried: found, behind: 0 };
const build = { startedAt: time, kind: 'order' as const, through: 'source' as const, after: null, rows: sources };
const payment = aPayment();
const range = { from: '2026', to: '2027', currency: 'EUR', prefixLength: 13 };
const everyEvent = [...outcomes.flatMap(orderHistory), ...catalogueHistory()];

/** A row that every table could have. */
const row = {
  ...{ id: 'o1', order_id: 'o1', payment_id: 'p1', version: 1, projected_at: time, building: 1, generation: 1 },
  ...{ holder: 'h', leased_until: '', progress: JSON.stringify(build), rounds: JSON.stringify(rounds) },
};
/** Rows that fit what is told of one of the orders and of its payment. */
const [fitting = row, ...others] = everyEvent.flatMap(({ data }) => {
  if (!('order' in data) || data.order.status !== 'refunded') return [];
  const { id, userId, total } = data.order;
  const whose = { order_id: id, user_id: userId, total: total.amount, amount: total.amount, currency: total.currency };
  return [{ ...row, ...whose }];
});
/** No file is written: only what SQL Server is asked is looked at. */
const noBlobs = { ...openBlob('UseDevelopmentStorage=true'), put: async () => undefined };
const open = (store: SqlStore<ProjectionTables>) => store;

const files: [string, () => Promise<string>][] = [
  [
    'migrations.sql',
    () =>
      statementsOf(
        (store: SqlStore<ProjectionTables>) => ({ store: open(store) }),
        Object.fromEntries(
          Object.entries(projectionMigrations).map(([name, step]) => [
            name,
            // A migration meets tables of every version, so it knows no table type.
            ({ store }) => step(store.db as unknown as Kysely<unknown>, store.dialect),
          ]),
        ),
        row,
      ),
  ],
  [
    'projection.sql',
    () =>
      statementsOf(
        (store: ConstructorParameters<typeof SqlProjection>[0]) => new SqlProjection(store),
        {
          apply: async (projection) => {
            for (const event of everyEvent) await projection.apply(event, now).catch(() => undefined);
          },
        },
        fitting,
        row,
        ...others,
      ),
  ],
  ...(['this', 'next'] as const).map((generation): [string, () => Promise<string>] => [
    generation === 'this' ? 'copy.sql' : 'next-copy.sql',
    () =>
      statementsOf(
        (store: SqlStore<ProjectionTables>) => new SqlCopy(store, generation),
        {
          known: async (copy) => {
            for (const kind of ['order', 'payment', 'product'] as const)
              await copy.known(kind, ['o1', 'o2']).catch(() => undefined);
          },
          expected: async () => undefined,
          ids: async (copy) => {
            for (const kind of ['order', 'payment', 'product'] as const)
              await copy.ids(kind, '', 200).catch(() => undefined);
          },
          repair: async (copy) => {
            const refunded = { ...payment, refunds: [aRefund(payment, 5)] };
            for (const was of [seen, undefined]) {
              await copy.repair({ kind: 'order', state: anOrder() }, was, now).catch(() => undefined);
              await copy.repair({ kind: 'payment', state: refunded }, was, now).catch(() => undefined);
              const product = { kind: 'product', state: aProductState(), deleted: false } as const;
              await copy.repair(product, was, now).catch(() => undefined);
            }
          },
          remove: async (copy) => {
            for (const kind of ['order', 'payment', 'product'] as const) await copy.remove(kind, 'o1', seen);
          },
          removeOrphans: async (copy) => {
            for (const kind of ['order', 'payment', 'product'] as const) await copy.removeOrphans(kind);
          },
        },
        row,
      ),
  ]),
  [
    'next-generation.sql',
    () =>
      statementsOf(
        (store: SqlStore<ProjectionTables>) => new SqlNextGeneration(store, 15_000, 'us'),
        {
          take: (next) => next.take(build, now),
          keep: (next) => next.keep(build, now),
          takeOver: (next) => next.takeOver(),
        },
        { ...row, building: 0 },
        { ...row, building: 1, generation: 3, holder: 'us', progress: '{}', leased_until: '' },
      ),
  ],
  [
    'customers.sql',
    () =>
      statementsOf(
        (store: SqlStore<ProjectionTables>) => new SqlCustomers(store, noBlobs),
        {
          forgetInArchive: (customers) => customers.forgetInArchive('u1'),
          forget: (customers) => customers.forget(accountErased('u1', 2), now),
          dataOf: (customers) => customers.dataOf('u1'),
        },
        { ...row, orders: 1, currency: 'EUR', amount: 5, created_at: time },
      ),
  ],
  [
    'reconciliations.sql',
    () =>
      statementsOf(
        (store: SqlStore<ProjectionTables>) => new SqlReconciliations(store, 30_000),
        {
          take: (reconciliations) => reconciliations.take(now),
          keep: (reconciliations) => reconciliations.keep(rounds, now),
          record: (reconciliations) => reconciliations.record(outcome, rounds, now),
          giveBack: (reconciliations) => reconciliations.giveBack(),
          last: (reconciliations) => reconciliations.last(),
          rowsBehind: (reconciliations) => reconciliations.rowsBehind(),
        },
        row,
      ),
  ],
  [
    'reports.sql',
    () =>
      statementsOf(
        (store: SqlStore<ProjectionTables>) => new SqlReports(store),
        {
          mainCurrency: (reports) => reports.mainCurrency(),
          captured: (reports) => reports.captured(range),
          refunded: (reports) => reports.refunded(range),
          topProducts: (reports) => reports.topProducts('EUR', 20),
          topCustomers: (reports) => reports.topCustomers('EUR', 20),
          lag: (reports) => reports.lag(),
        },
        row,
      ),
  ],
];

describe('what SQL Server is asked by analytics-service', () => {
  it.each(files)('is as reviewed in %s', async (name, statements) => {
    const { is, was } = reviewed(join(import.meta.dirname, name), await statements());
    expect(is).toBe(was);
    for (const statement of is.split('\n').filter((line) => !line.startsWith('--'))) {
      expect([statement, tsqlFaults(statement)]).toEqual([statement, []]);
    }
  });
});
