import { lagsIn, type Spans } from './crossings.js';

const span = (service: string, name: string, start: number): Spans[number] => ({
  service,
  name,
  start,
});

test('a crossing lasts from the beginning of publishing to the beginning of handling', () => {
  const spans = [
    span('order-service', 'publish orders', 100),
    span('payment-service', 'process shop.order.placed.v1', 103.5),
    span('payment-service', 'publish payments', 110),
    span('order-service', 'process shop.payment.captured.v1', 112),
  ];
  expect(lagsIn(spans)).toEqual({
    'AWS to Azure: order.placed to payment-service': 3.5,
    'Azure to AWS: payment.captured to order-service': 2,
  });
});

test('of several publishings of an order, the first is the one that told it was placed', () => {
  const spans = [
    span('order-service', 'publish orders', 130),
    span('order-service', 'publish orders', 100),
    span('analytics-service', 'process shop.order.placed.v1', 104),
  ];
  expect(lagsIn(spans)).toEqual({ 'AWS to Azure: order.placed to analytics-service': 4 });
});
