import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { delayedCopy, delayMs, redeliveryOf } from './redelivery.js';

const received = (rest: Partial<ServiceBusReceivedMessage>): ServiceBusReceivedMessage => ({
  body: { id: 'order/1/1/x' },
  messageId: 'order/1/1/x',
  subject: 'x',
  state: 'active',
  // The members of a message that nothing here reads.
  _rawAmqpMessage: {} as ServiceBusReceivedMessage['_rawAmqpMessage'],
  ...rest,
});

describe('a delayed copy', () => {
  const now = new Date('2026-11-21T09:00:00.000Z');

  it('is a new message for one subscription, with the same event inside', () => {
    const copy = delayedCopy(received({ applicationProperties: { type: 'x' } }), 'payment-service', now);
    expect(copy).toMatchObject({
      body: { id: 'order/1/1/x' },
      messageId: 'order/1/1/x#payment-service#r1',
      to: 'payment-service',
      applicationProperties: { type: 'x', redelivery: 1, failingsince: now.toISOString() },
    });
    const at = copy.scheduledEnqueueTimeUtc?.getTime() ?? 0;
    expect(at).toBeGreaterThanOrEqual(now.getTime());
    expect(at).toBeLessThanOrEqual(now.getTime() + 500);
  });

  it('counts on', () => {
    const copy = delayedCopy(
      received({ messageId: 'order/1/1/x#payment-service#r4', applicationProperties: { redelivery: 4 } }),
      'payment-service',
      now,
    );
    expect(copy.messageId).toBe('order/1/1/x#payment-service#r5');
    expect(redeliveryOf(received({ applicationProperties: { redelivery: 5 } }))).toBe(5);
  });

  it('is not taken for the copy of another subscription of the topic, which duplicate detection would drop', () => {
    const copies = ['product-service', 'notification-service'].map((name) => delayedCopy(received({}), name, now));
    expect(copies[0]?.messageId).not.toBe(copies[1]?.messageId);
  });

  it('keeps to the 128 characters of a MessageId', () => {
    const id = 'x'.repeat(128);
    const copies = [
      delayedCopy(received({ messageId: id }), 's', now),
      delayedCopy(received({ messageId: id }), 's', now),
    ];
    expect(copies[0]?.messageId).toBe(copies[1]?.messageId);
    expect(String(copies[0]?.messageId).length).toBeLessThanOrEqual(128);
  });
});

it('the delay doubles up to five minutes, with full jitter', () => {
  expect([1, 2, 3, 4].map((attempt) => delayMs(attempt, undefined, 1))).toEqual([500, 1000, 2000, 4000]);
  expect(delayMs(40, undefined, 1)).toBe(300_000);
  expect(delayMs(4, undefined, 0.25)).toBe(1000);
});
