import { aProduct } from '@causeway/testing';
import type { Products, Reservations } from './ports.js';
import { newStock } from './product.js';
import type { Reservation } from './reservation.js';
import { ReserveStock } from './reserve-stock.js';

const { available: _, ...product } = aProduct();
const orderId = '019aa000-0000-7000-8000-000000000001';
const request = { orderId, items: [{ productId: product.id, quantity: 1 }] };

/** One piece in stock; `beforeStockIsRead` is what happens between the look for a reservation and the look at the stock. */
function shop(beforeStockIsRead: (hold: Reservations['hold']) => Promise<unknown>) {
  const held = new Map<string, Reservation>();
  let left = 1;
  const hold: Reservations['hold'] = async (reservation) => {
    if (held.has(reservation.orderId)) return 'exists';
    if (left === 0) return 'short';
    left -= 1;
    held.set(reservation.orderId, reservation);
    return 'held';
  };
  const findMany: Products['findMany'] = async () => {
    await beforeStockIsRead(hold);
    return new Map([[product.id, { product: { ...product, version: 1 }, stock: newStock(product.id, left) }]]);
  };
  // The two ports' other methods are not asked for.
  const products = { findMany } as unknown as Products;
  const reservations = { hold, find: async (id: string) => held.get(id) } as unknown as Reservations;
  return new ReserveStock({ products, reservations, clock: () => new Date(), leaseMs: 120_000 });
}

const heldFor = (id: string): Reservation => ({
  orderId: id,
  status: 'held',
  lines: [
    { productId: product.id, sku: 'S', name: 'N', quantity: 1, unitPrice: product.price, lineTotal: product.price },
  ],
  leaseUntil: null,
  version: 1,
  createdAt: '2026-11-21T09:00:00.000Z',
  updatedAt: '2026-11-21T09:00:00.000Z',
});

describe('the last piece', () => {
  it('taken by the same order, whose first request was thought lost, is its own and not out of stock', async () => {
    const reserve = shop((hold) => hold(heldFor(orderId)));
    expect(await reserve.execute(request)).toEqual(heldFor(orderId));
  });

  it('taken by another order is out of stock', async () => {
    const reserve = shop((hold) => hold(heldFor('019aa000-0000-7000-8000-000000000002')));
    await expect(reserve.execute(request)).rejects.toMatchObject({ code: 'out-of-stock' });
  });
});
