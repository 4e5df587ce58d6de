import { topologyFile } from './topology-file.mjs';

it('says for each subscription what it lets in, and what everybody has the same', () => {
  const text = topologyFile({
    topics: { orders: ['shop.order.placed.v1'] },
    subscriptions: [{ topic: 'orders', name: 'payment-service' }],
    ruleName: 'routing',
    ruleOf: ({ name }) => `sys.To = '${name}'`,
    limits: { maxDeliveryCount: 10, lockDuration: 'PT1M', duplicateDetection: 'PT10M', emulatorTimeToLive: 'PT1H' },
    grants: [{ service: 'order-service', right: 'Send', topic: 'orders', why: 'publish' }],
    operatorGrants: [],
  });
  expect(JSON.parse(text)).toEqual({
    limits: { maxDeliveryCount: 10, lockDuration: 'PT1M', duplicateDetection: 'PT10M' },
    topics: [{ name: 'orders' }],
    subscriptions: [
      { topic: 'orders', name: 'payment-service', rule: 'routing', filter: "sys.To = 'payment-service'" },
    ],
    grants: [{ service: 'order-service', right: 'Send', topic: 'orders', why: 'publish' }],
    operatorGrants: [],
  });
});
