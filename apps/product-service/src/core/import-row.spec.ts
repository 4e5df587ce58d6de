import { readRow } from './import-row.js';

const row = (overrides: Record<string, string> = {}) => ({
  cells: Object.values({
    sku: 'LAMP-01',
    name: 'Harbour lamp',
    description: '',
    category: 'lighting',
    price: '12.99',
    currency: 'EUR',
    stock: '5',
    ...overrides,
  }),
});

const amountOf = (price: string, currency: string) => {
  const read = readRow(row({ price, currency }));
  return 'product' in read ? read.product.price.amount : read.faults;
};

describe('a row of an import', () => {
  it('is a product', () => {
    expect(readRow(row())).toEqual({
      product: {
        sku: 'LAMP-01',
        name: 'Harbour lamp',
        description: '',
        category: 'lighting',
        price: { amount: 1299, currency: 'EUR' },
        stock: 5,
      },
    });
  });

  it('has a price in the decimals of its currency', () => {
    expect(amountOf('12', 'EUR')).toBe(1200);
    expect(amountOf('12.5', 'EUR')).toBe(1250);
    expect(amountOf('1200', 'JPY')).toBe(1200);
    expect(amountOf('1.234', 'KWD')).toBe(1234);
    expect(amountOf('12.999', 'EUR')).toEqual([{ field: 'price', message: 'at most 2 decimals' }]);
    expect(amountOf('12.5', 'JPY')).toEqual([{ field: 'price', message: 'at most 0 decimals' }]);
  });

  it.each([['12,99'], ['-1'], ['1e3'], [''], ['€5'], ['0.1.2']])('refuses the price %j', (price) => {
    expect(amountOf(price, 'EUR')).toEqual([{ field: 'price', message: 'must be a price such as 12.99' }]);
  });

  it('has every fault named with its column', () => {
    const read = readRow(row({ sku: '', currency: 'euro', stock: '1.5', price: '0' }));
    expect('faults' in read && read.faults.map(({ field }) => field)).toEqual(['sku', 'price', 'currency', 'stock']);
  });

  it('has as many cells as there are columns', () => {
    expect(readRow({ cells: ['LAMP-01'] })).toEqual({
      faults: [{ field: 'row', message: 'must have 7 columns, has 1' }],
    });
  });
});
