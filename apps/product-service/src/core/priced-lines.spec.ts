import type { DomainError } from '@causeway/data-model';
import { aProduct } from '@causeway/testing';
import { pricedLines } from './priced-lines.js';
import { newStock } from './product.js';

const entryOf = (overrides: Parameters<typeof aProduct>[0] = {}) => {
  const { available, ...product } = aProduct(overrides);
  return { product: { ...product, version: 1 }, stock: newStock(product.id, available) };
};
const lamp = entryOf();
const table = entryOf({ sku: 'TABLE-01', price: { amount: 100_00, currency: 'USD' } });
const palace = entryOf({ price: { amount: 999_999_999_999, currency: 'EUR' } });
const entries = new Map([lamp, table, palace].map((entry) => [entry.product.id, entry]));

const faultsOf = (...lines: { productId: string; quantity: number }[]) => {
  try {
    pricedLines(lines, entries);
  } catch (error) {
    return (error as DomainError).extras.errors; // what pricedLines throws
  }
  return undefined;
};
const line = ({ product }: typeof lamp, quantity = 1) => ({ productId: product.id, quantity });

describe('the lines of a reservation', () => {
  it('carry the name and the price of now', () => {
    expect(pricedLines([line(lamp, 3)], entries)).toEqual([
      {
        productId: lamp.product.id,
        sku: 'LAMP-01',
        name: 'Harbour lamp',
        quantity: 3,
        unitPrice: { amount: 1299, currency: 'EUR' },
        lineTotal: { amount: 3897, currency: 'EUR' },
      },
    ]);
  });

  it('name every product that is not in the catalogue', () => {
    const unknown = { productId: '019aa000-0000-7000-8000-00000000dead', quantity: 1 };
    expect(faultsOf(unknown, line(lamp), { ...unknown, productId: '019aa000-0000-7000-8000-00000000beef' })).toEqual([
      { pointer: '/items/0/productId', message: 'is not a product of the catalogue' },
      { pointer: '/items/2/productId', message: 'is not a product of the catalogue' },
    ]);
  });

  it('name a product once, stay in one currency, and add up to an amount that can be counted', () => {
    expect(faultsOf(line(lamp), line(lamp))).toMatchObject([{ pointer: '/items/1/productId' }]);
    expect(faultsOf(line(lamp), line(table))).toMatchObject([{ pointer: '/items/1/productId' }]);
    expect(faultsOf(line(palace, 100_000))).toMatchObject([{ pointer: '/items/0/quantity' }]);
  });
});
