import { functionFor, httpFunctionsIn } from './http-functions.js';

const aFunction = (name: string, trigger: object) => ({
  name,
  functionId: name,
  bindings: { request: { type: 'httpTrigger', direction: 'in' as const, ...trigger } },
});

const functions = httpFunctionsIn(
  [
    aFunction('all', { route: '{*path}' }),
    aFunction('order', { route: 'orders/{id}', methods: ['GET'] }),
    aFunction('unrouted', {}),
    { name: 'tick', functionId: 'tick', bindings: { timer: { type: 'timerTrigger' } } },
  ],
  '',
);
const nameFor = (method: string, path: string) => functionFor(functions, method, path)?.http.metadata.name;

test('the most exact route that has the method gets the request', () => {
  expect(nameFor('GET', '/orders/1')).toBe('order');
  expect(nameFor('POST', '/orders/1')).toBe('all');
  expect(nameFor('GET', '/unrouted/')).toBe('unrouted');
  expect(functionFor(functions, 'GET', '/a/b')).toMatchObject({ parameters: { path: 'a/b' } });
});

test('a prefix stands before every route', () => {
  const prefixed = httpFunctionsIn([aFunction('greet', { route: 'greet' })], 'api');
  expect(functionFor(prefixed, 'GET', '/greet')).toBeUndefined();
  expect(functionFor(prefixed, 'GET', '/api/greet')).toBeDefined();
});

test('a function asks for a key unless it says that it does not', () => {
  expect(functions.find(({ metadata }) => metadata.name === 'all')?.authLevel).toBe('function');
});
