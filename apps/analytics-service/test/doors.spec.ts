import { registeredFunctions } from '@causeway/testing/doors';

it('behind Functions there are requests, triggers for its subscriptions, and timers, whatever the settings are yet', async () => {
  await import('../src/functions.js');
  expect([...registeredFunctions().keys()].sort()).toEqual([
    'accounts-analytics-service',
    'archive-projection',
    'catalogue-analytics-service',
    'http',
    'notifications-analytics-service',
    'orders-analytics-service',
    'payments-analytics-service',
    'reconcile',
  ]);
});
