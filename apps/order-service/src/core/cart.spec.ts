import { aProduct } from '@causeway/testing';
import { type CartLine, priced } from './cart.js';

const lamp = aProduct({ name: 'Harbour lamp', available: 12 });
const desk = aProduct({ name: 'Desk', price: { amount: 9900, currency: 'EUR' }, available: 1 });
const catalogue = new Map([lamp, desk].map((product) => [product.id, product]));
const lineOf = (product: typeof lamp, quantity: number): CartLine => ({
  productId: product.id,
  quantity,
  name: 'as it was',
  unitPrice: { amount: 1, currency: 'EUR' },
  since: '2026-11-21T09:00:00.000Z',
});
const show = (lines: CartLine[]) => priced({ lines, updatedAt: null }, catalogue, 'EUR');

describe('a cart', () => {
  it('shows current names and prices, and their sum', () => {
    const cart = show([lineOf(lamp, 2), lineOf(desk, 1)]);
    expect(cart.items.map(({ name, lineTotal }) => [name, lineTotal.amount])).toEqual([
      ['Harbour lamp', 2598],
      ['Desk', 9900],
    ]);
    expect(cart.total).toEqual({ amount: 12_498, currency: 'EUR' });
  });

  it('keeps showing a product that is gone, at the price it was put in for, without counting it', () => {
    const cart = show([lineOf(aProduct(), 3), lineOf(lamp, 1)]);
    expect(cart.items[0]).toMatchObject({ name: 'as it was', lineTotal: { amount: 3 }, available: false });
    expect(cart.total.amount).toBe(1299);
  });

  it('does not count more than is in stock, nor another currency than the first', () => {
    const dollars = aProduct({ price: { amount: 700, currency: 'USD' } });
    const products = new Map([...catalogue, [dollars.id, dollars]]);
    const lines = [lineOf(lamp, 1), lineOf(desk, 2), lineOf(dollars, 1)];
    const cart = priced({ lines, updatedAt: null }, products, 'EUR');
    expect(cart.items.map(({ available }) => available)).toEqual([true, false, false]);
    expect(cart.total.amount).toBe(1299);
  });

  it('is worth nothing when empty', () => {
    expect(show([])).toEqual({ items: [], total: { amount: 0, currency: 'EUR' }, updatedAt: null });
  });
});
