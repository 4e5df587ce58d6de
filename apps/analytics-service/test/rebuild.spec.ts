import { DomainError, unavailable } from '@causeway/data-model';
import { anOrder, aPayment, aPricedLine } from '@causeway/testing';
import { v7 as uuid } from 'uuid';
import { SqlCopy } from '../src/adapters/sql-copy.js';
import { SqlNextGeneration } from '../src/adapters/sql-next-generation.js';
import { rebuildOn } from '../src/api/rebuild-command.js';
import type { Build, Clock, Sources } from '../src/core/ports.js';
import { RebuildProjection } from '../src/core/rebuild-projection.js';
import { type AnalyticsApp, startAnalytics } from './analytics-app.js';
import { aProductState, aRefund, orderEvent, paymentEvent, productEvent } from './events.js';

const leaseMs = 15_000;
let app: AnalyticsApp;

beforeEach(async () => {
  app = await startAnalytics();
});
afterEach(() => app.stop());

const clock: Clock = { now: () => new Date() };

/** A rebuild by another process, with what it asks the sources. */
const rebuild = (sources: Sources, at: Clock = clock) => useCaseOf(sources, at).execute(() => undefined);

function useCaseOf(sources: Sources, at: Clock = clock) {
  const generation = new SqlNextGeneration(app.store, leaseMs);
  const [copy, next] = [new SqlCopy(app.store), new SqlCopy(app.store, 'next')];
  return new RebuildProjection({ sources, copy, next, generation, clock: at });
}

/** The stand-in's rows, ten to a page. */
const asHeld: Sources = {
  page: async (kind, { after }) => {
    const rest = [...app.sources.held[kind].values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    const items = rest.filter(({ id }) => id > (after ?? '')).slice(0, 10);
    return { items, next: items.length < 10 ? null : (items.at(-1)?.id ?? null) };
  },
  ask: async (kind, ids) => ids.flatMap((id) => app.sources.held[kind].get(id) ?? []),
};

/** Places orders and pays them, on both sides. */
async function sell(count: number) {
  for (let n = 0; n < count; n += 1) {
    const order = anOrder({ items: [aPricedLine({ quantity: 2 }), aPricedLine()] });
    const payment = aPayment({ orderId: order.id, amount: order.total });
    app.sources.put('order', order);
    app.sources.put('payment', payment);
    await app.deliver(orderEvent('shop.order.placed.v1', order), paymentEvent('shop.payment.captured.v1', payment));
  }
}

const revenue = async () => {
  const { body } = await app.get('/v1/analytics/sales?from=2026-11-21T00:00:00Z&to=2026-11-22T00:00:00Z').expect(200);
  return body.buckets[0].gross.amount as number; // what the contract says
};

const counts = async () => ({
  orders: (await app.db.selectFrom('projected_orders').select('id').execute()).length,
  lines: (await app.db.selectFrom('projected_order_lines').select('order_id').execute()).length,
  payments: (await app.db.selectFrom('projected_payments').select('id').execute()).length,
});

it('makes what was forged as the sources hold it, and leaves nothing that they do not know', async () => {
  await sell(25);
  const product = aProductState();
  app.sources.put('product', product);
  await app.deliver(productEvent('shop.product.created.v1', product));
  await app.db.updateTable('projected_payments').set({ amount: 1, refunded: 1 }).execute();
  const line = { order_id: uuid(), product_id: uuid(), name: 'x', quantity: 1, revenue: 9 };
  await app.db.insertInto('projected_order_lines').values(line).execute();
  expect((await rebuild(asHeld))?.rows).toEqual({ orders: 25, payments: 25, products: 1 });
  expect(await counts()).toEqual({ orders: 25, lines: 50, payments: 25 });
  expect(await app.reconcile()).toMatchObject({ missing: 0, differing: 0, behind: 0 });
});

it('can be done again and again: the names of what is inside differ each time', async () => {
  await sell(3);
  for (let n = 0; n < 3; n += 1) await rebuild(asHeld);
  expect(await counts()).toEqual({ orders: 3, lines: 6, payments: 3 });
});

it('shows readers the old projection until the new one is whole, with what happens meanwhile in both', async () => {
  await sell(20);
  const before = await revenue();
  let sold = 0;
  const seen: number[] = [];
  const watched: Sources = {
    ...asHeld,
    page: async (kind, from) => {
      await sell(1);
      sold += 1;
      seen.push(await revenue());
      return asHeld.page(kind, from);
    },
  };
  await rebuild(watched);
  const each = before / 20;
  expect(seen).toEqual(seen.map((_, index) => before + each * (index + 1)));
  expect(await revenue()).toBe(before + each * sold);
  expect(await app.reconcile()).toMatchObject({ missing: 0, differing: 0, behind: 0 });
});

it('holds what an event told last, whether it came before or after its row was read', async () => {
  await sell(15);
  const [item] = [...app.sources.held.payment.values()];
  if (item === undefined) throw new Error('Nothing was sold.');
  const payment = aPayment({ ...item.data, version: item.version } as Parameters<typeof aPayment>[0]); // the stand-in's own
  const refund = aRefund(payment, 5);
  const status = 'partially_refunded' as const;
  const refunded = { ...payment, version: 9, status, refunds: [refund], refunded: refund.amount };
  const late: Sources = {
    ...asHeld,
    page: async (kind, from) => {
      const page = await asHeld.page(kind, from);
      app.sources.put('payment', refunded);
      await app.deliver(paymentEvent('shop.payment.refunded.v1', refunded));
      return page;
    },
  };
  await rebuild(late);
  const row = app.db.selectFrom('projected_payments').select(['version', 'refunded']).where('id', '=', payment.id);
  expect(await row.executeTakeFirst()).toEqual({ version: 9, refunded: 5 });
  expect(await app.reconcile()).toMatchObject({ missing: 0, differing: 0 });
});

it('goes on where one was killed, however often, and ends as the sources are', async () => {
  await sell(45);
  const asked: string[] = [];
  for (let life = 0; ; life += 1) {
    if (life === 100) throw new Error('It never came to an end.');
    // Of one that was killed the lease runs out: this one comes later by that.
    const later: Clock = { now: () => new Date(Date.now() + life * 60_000) };
    let pages = 0;
    const dying: Sources = {
      ...asHeld,
      page: async (kind, from) => {
        pages += 1;
        if (pages > 2) throw new Error('killed');
        asked.push(`${kind} ${from.after}`);
        return asHeld.page(kind, from);
      },
    };
    const build: Build | undefined | 'killed' = await rebuild(dying, later).catch(() => 'killed' as const);
    if (build !== 'killed') break;
    await sell(1);
  }
  expect(new Set(asked).size).toBe(asked.length);
  expect(await app.reconcile()).toMatchObject({ missing: 0, differing: 0, behind: 0 });
});

it('asks about what a list does not show yet', async () => {
  await sell(4);
  const [hidden] = [...app.sources.held.order.keys()];
  const laggard: Sources = {
    ...asHeld,
    page: async (kind, from) => {
      const { items, next } = await asHeld.page(kind, from);
      return { items: items.filter(({ id }) => id !== hidden), next };
    },
  };
  await rebuild(laggard);
  expect((await counts()).orders).toBe(4);
});

it('is one process’s at a time', async () => {
  await sell(12);
  let other: Build | undefined | 'not asked' = 'not asked';
  await rebuild({
    ...asHeld,
    page: async (kind, from) => {
      if (other === 'not asked') other = await rebuild(asHeld);
      return asHeld.page(kind, from);
    },
  });
  expect(other).toBeUndefined();
  expect((await counts()).orders).toBe(12);
});

describe('typed by an operator', () => {
  /** The sources, of which an answer fails now and then. */
  const failing = (error: Error, times: number): Sources => ({
    ...asHeld,
    page: (kind, from) => {
      if (kind !== 'payment' || times === 0) return asHeld.page(kind, from);
      times -= 1;
      return Promise.reject(error);
    },
  });

  it('waits for a source that is away for a moment, and goes on where it was', async () => {
    await sell(3);
    const told: string[] = [];
    const away = unavailable('payment-service got no answer.');
    expect(await rebuildOn(useCaseOf(failing(away, 2)), leaseMs, (line) => told.push(line))).toBe(0);
    expect(told.filter((line) => line.endsWith('It is asked again.'))).toHaveLength(2);
    expect(told.at(-1)).toMatch(/^The projection was rebuilt in .* s: 3 orders, 3 payments, 0 products\.$/);
  });

  it('says at once what waiting cannot help', async () => {
    await sell(3);
    const told: string[] = [];
    const refused = new DomainError('forbidden', { detail: 'The token is none of analytics-service’s.' });
    expect(await rebuildOn(useCaseOf(failing(refused, 1)), leaseMs, (line) => told.push(line))).toBe(1);
    expect(told).toEqual([expect.stringContaining('The projection was not rebuilt: The token is none')]);
  });
});
