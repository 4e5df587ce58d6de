import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { jest } from '@jest/globals';
import { holdingLock } from './held-lock.js';

const lockMs = 400;
const lockedMessage = () =>
  ({
    body: {},
    messageId: 'm',
    state: 'active',
    lockedUntilUtc: new Date(Date.now() + lockMs),
    // The members of a message that nothing here reads.
    _rawAmqpMessage: {} as ServiceBusReceivedMessage['_rawAmqpMessage'],
  }) satisfies ServiceBusReceivedMessage;

/** A broker that counts renewals, and refuses them once its lock is lost. */
function aBroker({ refuses = false } = {}) {
  const broker = {
    renewals: 0,
    renewMessageLock: async () => {
      broker.renewals += 1;
      if (refuses) throw new Error('the lock is lost');
      return new Date(Date.now() + lockMs);
    },
  };
  return broker;
}

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const workOf = (ms: number) => () => new Promise<string>((resolve) => setTimeout(() => resolve('done'), ms));

it('renews the lock for as long as the work takes, and not a moment longer', async () => {
  const broker = aBroker();
  const held = holdingLock(broker, lockedMessage(), 60_000, workOf(5 * lockMs));
  await jest.advanceTimersByTimeAsync(5 * lockMs);
  expect(await held).toBe('done');
  const renewals = broker.renewals;
  expect(renewals).toBeGreaterThanOrEqual(8);
  await jest.advanceTimersByTimeAsync(20 * lockMs);
  expect(broker.renewals).toBe(renewals);
});

it('stops when the work fails, too', async () => {
  const broker = aBroker();
  await expect(holdingLock(broker, lockedMessage(), 60_000, () => Promise.reject(new Error('no')))).rejects.toThrow(
    'no',
  );
  await jest.advanceTimersByTimeAsync(20 * lockMs);
  expect(broker.renewals).toBe(0);
});

it('lets go of a lock that work has had for too long', async () => {
  const broker = aBroker();
  const held = holdingLock(broker, lockedMessage(), 3 * lockMs, workOf(100 * lockMs));
  await jest.advanceTimersByTimeAsync(100 * lockMs);
  await held;
  expect(broker.renewals).toBeLessThanOrEqual(6);
});

it('does not insist on a lock that is lost', async () => {
  const broker = aBroker({ refuses: true });
  const held = holdingLock(broker, lockedMessage(), 60_000, workOf(5 * lockMs));
  await jest.advanceTimersByTimeAsync(5 * lockMs);
  await held;
  expect(broker.renewals).toBe(1);
});
