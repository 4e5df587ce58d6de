import { accessTable, disagreements, withAccessTable } from './access-table.mjs';

const route = (path, callers, service = 'order-service') => ({ method: 'get', path, service, callers });

describe('the table of access', () => {
  test('has a row for each route, with all services that have it', () => {
    const table = accessTable([
      route('/internal/changes', ['service']),
      route('/internal/changes', ['service'], 'payment-service'),
      route('/v1/cart', ['owner']),
    ]);
    expect(table.split('\n').slice(2)).toEqual([
      '| `GET /internal/changes` | order, payment | service |',
      '| `GET /v1/cart` | order | owner |',
    ]);
  });

  test('takes its place in the page, and nothing else of it', () => {
    const page =
      'a\n<!-- The table is written by "npm run docs" from what stands beside each route. -->\nold\n<!-- The end of the table. -->\nb';
    expect(withAccessTable(page, 'NEW')).toMatch(/^a\n<!--.*-->\n\nNEW\n\n<!--.*-->\nb$/);
    expect(() => withAccessTable('no place', 'NEW')).toThrow('has no place');
  });

  test('and the OpenAPI document have to say the same', () => {
    const declared = [
      route('/v1/cart', ['owner']),
      route('/v1/orders', ['user']),
      route('/internal/changes', ['service']),
    ];
    const documented = [{ method: 'get', path: '/v1/cart', callers: ['anyone'] }];
    expect(disagreements(declared, documented)).toEqual([
      'GET /v1/cart is for owner in order-service, and for anyone in the OpenAPI document: make them agree.',
      'GET /v1/orders is not in the OpenAPI document: add it to libs/data-model/src/documents.',
    ]);
    expect(disagreements(declared.slice(0, 1), [{ method: 'get', path: '/v1/cart', callers: ['owner'] }])).toEqual([]);
  });
});
