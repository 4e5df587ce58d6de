import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { dataOf, triggerMetadataOf } from './message-data.js';

const message = (more: object) =>
  ({ body: Buffer.from('{"a":1}'), deliveryCount: 0, ...more }) as ServiceBusReceivedMessage; // what is read of it

test('one message is its bytes or its text', () => {
  expect(dataOf([message({})], false, true)).toEqual({ bytes: Buffer.from('{"a":1}') });
  expect(dataOf([message({})], false, false)).toEqual({ string: '{"a":1}' });
  expect(dataOf([message({ body: 'a value of AMQP' })], false, true)).toEqual({
    bytes: Buffer.from('a value of AMQP'),
  });
});

test('many are a list of either', () => {
  const two = [message({}), message({ body: Buffer.from('b') })];
  expect(dataOf(two, true, false)).toEqual({ collectionString: { string: ['{"a":1}', 'b'] } });
  expect(dataOf(two, true, true)).toEqual({ collectionBytes: { bytes: two.map(({ body }) => body) } });
});

test('texts are told as texts, everything else as JSON, and what is not there not at all', () => {
  const enqueuedTimeUtc = new Date('2026-11-29T10:00:00Z');
  const told = triggerMetadataOf([message({ messageId: 12, subject: 'x', enqueuedTimeUtc })], false);
  expect(told).toEqual({
    MessageId: { string: '12' },
    Subject: { string: 'x' },
    Label: { string: 'x' },
    DeliveryCount: { json: '1' },
    EnqueuedTimeUtc: { json: '"2026-11-29T10:00:00.000Z"' },
    EnqueuedTime: { json: '"2026-11-29T10:00:00.000Z"' },
    ApplicationProperties: { json: '{}' },
    UserProperties: { json: '{}' },
  });
});

test('of many each thing is a list in which everyone has a place', () => {
  const told = triggerMetadataOf([message({ subject: 'x' }), message({ deliveryCount: 2 })], true);
  expect(told).toMatchObject({
    SubjectArray: { collectionString: { string: ['x', ''] } },
    DeliveryCountArray: { json: '[1,3]' },
  });
});
