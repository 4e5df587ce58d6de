import { routeTemplate } from './route-template.js';

test.each([
  ['orders', 'orders', {}],
  ['orders', 'ORDERS', {}],
  ['/orders/', 'orders', {}],
  ['', '', {}],
  ['orders/{id}', 'orders/a%20b', { id: 'a b' }],
  ['orders/{id}', 'orders/%zz', { id: '%zz' }],
  ['orders/{id:int}', 'orders/12', { id: '12' }],
  ['orders/{id:int:min(3)}', 'orders/3', { id: '3' }],
  ['orders/{id?}', 'orders', {}],
  ['orders/{id=7}', 'orders', { id: '7' }],
  ['files/{name}.{ending}', 'files/a.tar.gz', { name: 'a', ending: 'tar.gz' }],
  ['{*path}', '', { path: '' }],
  ['{*path}', 'v1/payments/1', { path: 'v1/payments/1' }],
  ['v1/{**path}', 'v1/a/b', { path: 'a/b' }],
  ['{code:length(2,3)}', 'ab', { code: 'ab' }],
  ['{code:regex(^[0-9]+$)}', '42', { code: '42' }],
  ['{id:guid}', '0195b7a0-0000-7000-8000-000000000001', { id: '0195b7a0-0000-7000-8000-000000000001' }],
])('%s takes /%s', (template, path, parameters) => {
  expect(routeTemplate(template).match(path)).toEqual(parameters);
});

test.each([
  ['orders', 'order'],
  ['orders', 'orders/1'],
  ['orders/{id}', 'orders'],
  ['orders/{id:int}', 'orders/one'],
  ['orders/{id:int:min(3)}', 'orders/2'],
  ['', 'orders'],
  ['{code:length(2,3)}', 'abcd'],
  ['{code:range(1,9)}', '10'],
  ['{on:bool}', 'yes'],
])('%s does not take /%s', (template, path) => {
  expect(routeTemplate(template).match(path)).toBeUndefined();
});

test('the more exact template goes before', () => {
  const templates = ['{*path}', 'orders/{id}', '{*path:minlength(1)}', 'orders/new', 'orders/{id:int}', ''];
  const sorted = templates.toSorted((one, other) =>
    routeTemplate(one).precedence < routeTemplate(other).precedence ? -1 : 1,
  );
  expect(sorted).toEqual(['', 'orders/new', 'orders/{id:int}', 'orders/{id}', '{*path:minlength(1)}', '{*path}']);
});

test('a constraint that nobody knows is refused', () => {
  expect(() => routeTemplate('{id:prime}')).toThrow(
    'The route "{id:prime}" has the constraint prime, which this host does not know.',
  );
});

test('a template that is none is refused', () => {
  expect(() => routeTemplate('orders/{id')).toThrow('The route "orders/{id" is wrong at "{id"');
});
