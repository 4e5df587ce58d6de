import { type Product, product } from '@causeway/data-model';
import { v7 as uuid } from 'uuid';

/** A product as the catalogue shows it: a lamp for 12.99 euro, twelve in stock. */
export const aProduct = (overrides: Partial<Product> = {}): Product =>
  product.parse({
    id: uuid(),
    sku: 'LAMP-01',
    name: 'Harbour lamp',
    description: '',
    category: 'lighting',
    price: { amount: 1299, currency: 'EUR' },
    available: 12,
    images: [],
    createdAt: '2026-11-21T09:00:00.000Z',
    updatedAt: '2026-11-21T09:00:00.000Z',
    ...overrides,
  });
