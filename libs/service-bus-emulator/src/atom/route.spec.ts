import { routeOf } from './route.js';

describe('the path of a management request', () => {
  it.each([
    ['/', { kind: 'root' }],
    ['/$namespaceinfo', { kind: 'namespace' }],
    ['/$Resources/queues', { kind: 'queues' }],
    ['/$resources/Topics/', { kind: 'topics' }],
    ['/orders', { kind: 'entity', name: 'orders' }],
    ['/eu/orders%7E1', { kind: 'entity', name: 'eu/orders~1' }],
    ['/eu/orders/Subscriptions/', { kind: 'subscriptions', topic: 'eu/orders' }],
    ['/orders/subscriptions/s', { kind: 'subscription', topic: 'orders', name: 's' }],
    ['/orders/Subscriptions/s/Rules', { kind: 'rules', topic: 'orders', subscription: 's' }],
    ['/orders/Subscriptions/s/rules/$Default', { kind: 'rule', topic: 'orders', subscription: 's', name: '$Default' }],
  ])('%s', (path, route) => {
    expect(routeOf(path)).toEqual(route);
  });

  it('is refused when it is not properly encoded', () => {
    expect(() => routeOf('/%zz')).toThrow("The path '/%zz' is not properly encoded.");
  });
});
