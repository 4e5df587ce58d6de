import { routesFile } from './routes-file.mjs';

const routes = (table) => JSON.parse(routesFile(table));

it('writes everything below a path as one variable', () => {
  expect(routes({ '/v1/me': 'a', '/v1/me/*': 'a' })).toEqual({ '/v1/me': 'a', '/v1/me/{proxy+}': 'a' });
});

it('gives a place in a path one name, since API Gateway takes no second', () => {
  expect(routes({ '/v1/orders/*': 'orders', '/v1/orders/:id/payment': 'payments' })).toEqual({
    '/v1/orders/{id}': 'orders',
    '/v1/orders/{id}/payment': 'payments',
    '/v1/orders/{id}/{proxy+}': 'orders',
  });
});
