import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { unavailable } from '@causeway/data-model';
import { outcomeOf } from './outcome.js';
import { delayedCopy, failingSince, redeliveryOf } from './redelivery.js';

const hour = 3_600_000;

/** A message as it comes out of the broker. */
const received = (message: object): ServiceBusReceivedMessage =>
  // The members of a message that nothing here reads are left out.
  ({ messageId: 'order/1/1/x', deliveryCount: 0, ...message }) as ServiceBusReceivedMessage;

/** Lets a dependency be away for so long, on a clock that jumps from one try to the next. */
function live(awayMs: number) {
  const start = Date.parse('2026-11-21T09:00:00.000Z');
  let now = start;
  let message = received({});
  for (let tries = 1; ; tries += 1) {
    if (now - start >= awayMs) return { handledAfterMs: now - start, tries, message };
    const failingFor = now - failingSince(message, new Date(now)).getTime();
    const outcome = outcomeOf(unavailable('The store is away.'), message.deliveryCount ?? 0, failingFor);
    if (outcome.kind !== 'later') return { ended: outcome, afterMs: now - start, tries };
    const copy = delayedCopy(message, 'payment-service', new Date(now));
    now = copy.scheduledEnqueueTimeUtc?.getTime() ?? now;
    message = received(copy);
  }
}

it('an outage of ten minutes costs no delivery, and what waited is handled at most five minutes after it', () => {
  for (let history = 0; history < 200; history += 1) {
    const { message, handledAfterMs = 0, tries } = live(hour / 6);
    expect(message?.deliveryCount).toBe(0);
    expect(message === undefined ? 0 : redeliveryOf(message)).toBe(tries - 1);
    expect(handledAfterMs).toBeLessThanOrEqual(hour / 6 + hour / 12);
  }
});

it('an outage of a weekend ends in no dead letter; one of more than five days does, with a reason to redrive', () => {
  expect(live(72 * hour)).toMatchObject({ message: { deliveryCount: 0 } });
  const { ended, afterMs = 0 } = live(7 * 24 * hour);
  expect(ended).toMatchObject({ kind: 'dead-letter', reason: 'outage-too-long' });
  expect(afterMs).toBeGreaterThanOrEqual(5 * 24 * hour);
});
