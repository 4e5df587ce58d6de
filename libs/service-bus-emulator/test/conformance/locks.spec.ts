import { pace, pause } from './pace.js';
import { next, sequenceOf, take, waiting } from './receiving.js';
import { openTarget, type Target } from './target.js';

const untilLockIsOver = (): Promise<void> => pause(pace.lockSeconds * 1000 + 300);

describe('a message lock', () => {
  let bus: Target;

  beforeAll(async () => {
    bus = await openTarget('locks');
  });

  afterAll(() => bus.close());

  const receiverOf = (queue: string) =>
    bus.client.createReceiver(bus.name(queue), { maxAutoLockRenewalDurationInMs: 0 });

  const send = (queue: string) => bus.client.createSender(bus.name(queue)).sendMessages({ body: 'x' });

  it('lasts as long as the entity says', async () => {
    await send('lost');
    const receiver = receiverOf('lost');
    const before = Date.now();
    const message = await next(receiver);
    const until = Number(message.lockedUntilUtc);
    expect(until).toBeGreaterThan(before - 2000); // clocks may differ
    expect(until).toBeLessThan(Date.now() + pace.lockSeconds * 1000 + 2000);
    await receiver.completeMessage(message);
  });

  it('counts as an attempt when it runs out, the last of which dead-letters', async () => {
    await send('count');
    const receiver = receiverOf('count');
    expect((await next(receiver)).deliveryCount).toBe(0);
    expect((await next(receiver)).deliveryCount).toBe(1);
    const deadLetters = bus.client.createReceiver(bus.name('count'), { subQueueType: 'deadLetter' });
    expect(await next(deadLetters)).toMatchObject({ deadLetterReason: 'MaxDeliveryCountExceeded' });
  });

  it('is lost for whoever comes too late', async () => {
    await send('lost');
    const receiver = receiverOf('lost');
    const late = await next(receiver);
    const again = await next(receiver); // comes when the first lock has run out
    expect(again.lockToken).not.toBe(late.lockToken);
    await expect(receiver.completeMessage(late)).rejects.toMatchObject({ code: 'MessageLockLost' });
    await expect(receiver.renewMessageLock(late)).rejects.toMatchObject({ code: 'MessageLockLost' });
    await receiver.completeMessage(again);
    expect(await waiting(receiver)).toEqual([]);
  });

  it('is renewed on request', async () => {
    await send('renew');
    const receiver = receiverOf('renew');
    const message = await next(receiver);
    for (let round = 0; round < 3; round++) {
      const before = Number(message.lockedUntilUtc);
      await pause(pace.lockSeconds * 500);
      expect((await receiver.renewMessageLock(message)).getTime()).toBeGreaterThan(before);
    }
    await receiver.completeMessage(message);
    expect(await waiting(receiver)).toEqual([]);
  });

  it('is lost for one of two messages that are settled at once, and not for the other', async () => {
    const sender = bus.client.createSender(bus.name('lost'));
    await sender.sendMessages([{ body: 'late' }, { body: 'kept' }]);
    const receiver = receiverOf('lost');
    const [late, kept] = await take(receiver, 2);
    if (!kept || !late) throw new Error('two messages were sent');
    await pause(pace.lockSeconds * 600);
    await receiver.renewMessageLock(kept);
    await pause(pace.lockSeconds * 600);
    const outcomes = await Promise.allSettled([receiver.completeMessage(late), receiver.completeMessage(kept)]);
    expect(outcomes).toMatchObject([
      { status: 'rejected', reason: { code: 'MessageLockLost' } },
      { status: 'fulfilled' },
    ]);
    const again = await next(receiver);
    expect(again.body).toBe('late');
    await receiver.completeMessage(again);
  });

  it('is renewed by the client for a handler that takes long', async () => {
    await send('auto');
    const receiver = bus.client.createReceiver(bus.name('auto'), { maxAutoLockRenewalDurationInMs: 30_000 });
    let deliveries = 0;
    await new Promise<void>((resolve, reject) => {
      receiver.subscribe(
        {
          processMessage: async (message) => {
            deliveries++;
            await pause(pace.lockSeconds * 2000);
            await receiver.completeMessage(message);
            resolve();
          },
          processError: async ({ error }) => reject(error),
        },
        { autoCompleteMessages: false },
      );
    });
    await receiver.close();
    expect(deliveries).toBe(1);
    expect(await waiting(receiverOf('auto'))).toEqual([]);
  });

  it('of a vanished client makes the message available when it runs out', async () => {
    await send('vanish');
    const other = bus.connect();
    const first = await next(other.createReceiver(bus.name('vanish'), { maxAutoLockRenewalDurationInMs: 0 }));
    await other.close();
    const again = await next(receiverOf('vanish'));
    expect(again).toMatchObject({ body: 'x', deliveryCount: 1 });
    expect(sequenceOf(again)).toEqual(sequenceOf(first));
  });

  it('of a deferred message runs out as well, and the message stays deferred', async () => {
    await send('deferred');
    const receiver = receiverOf('deferred');
    const message = await next(receiver);
    await receiver.deferMessage(message);
    const [first] = await receiver.receiveDeferredMessages(sequenceOf(message));
    await untilLockIsOver();
    if (first === undefined) throw new Error('no deferred message');
    await expect(receiver.completeMessage(first)).rejects.toMatchObject({ code: 'MessageLockLost' });
    const [again] = await receiver.receiveDeferredMessages(sequenceOf(message));
    if (again === undefined) throw new Error('no deferred message');
    expect(again.state).toBe('deferred');
    await receiver.completeMessage(again);
  });
});
