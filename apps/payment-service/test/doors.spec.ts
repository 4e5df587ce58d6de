import { registeredFunctions } from '@causeway/testing/doors';

it('behind Functions there are requests, triggers for its subscriptions, and timers, whatever the settings are yet', async () => {
  await import('../src/functions.js');
  expect([...registeredFunctions().keys()].sort()).toEqual([
    'accounts-payment-service',
    'back-up-ledger',
    'chase-due-payments',
    'count-manual-reviews',
    'http',
    'orders-payment-service',
    'sweep-outbox',
  ]);
});
