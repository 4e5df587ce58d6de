import { lagsIn, type Spans } from './crossings.js';

const span = (service: string, name: string, start: number, parentSpanId: string): Spans[number] => ({
  service,
  name,
  start,
  parentSpanId,
});

test('a crossing lasts from the beginning of publishing to the beginning of handling', () => {
  const spans = [
    span('order-service', 'publish orders', 100, 'placing'),
    span('payment-service', 'process shop.order.placed.v1', 103.5, 'placing'),
    span('payment-service', 'publish payments', 110, 'charging'),
    span('order-service', 'process shop.payment.captured.v1', 112, 'charging'),
  ];
  expect(lagsIn(spans)).toEqual({
    'AWS to Azure: order.placed to payment-service': 3.5,
    'Azure to AWS: payment.captured to order-service': 2,
  });
});

test('the publishing that counts is that of the event which was handled', () => {
  const spans = [
    span('order-service', 'publish orders', 130, 'paying'),
    span('order-service', 'publish orders', 100, 'placing'),
    span('analytics-service', 'process shop.order.placed.v1', 104, 'placing'),
  ];
  expect(lagsIn(spans)).toEqual({ 'AWS to Azure: order.placed to analytics-service': 4 });
});

test('an event that was published with another one is left out', () => {
  const spans = [
    span('order-service', 'publish orders', 130, 'paying'),
    span('analytics-service', 'process shop.order.placed.v1', 104, 'placing'),
  ];
  expect(lagsIn(spans)).toEqual({});
});
