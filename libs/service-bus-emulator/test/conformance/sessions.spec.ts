import type { ServiceBusSessionReceiver } from '@azure/service-bus';
import { pace, pause } from './pace.js';
import { next, sequenceOf, take, waiting, whatComes } from './receiving.js';
import { openTarget, type Target } from './target.js';

describe('sessions', () => {
  let bus: Target;

  beforeAll(async () => {
    bus = await openTarget('sessions');
  });

  afterAll(() => bus.close());

  const send = (queue: string, ...messages: [sessionId: string, body: unknown][]) =>
    bus.client.createSender(bus.name(queue)).sendMessages(messages.map(([sessionId, body]) => ({ sessionId, body })));

  it('keeps the order within a session and shows one session only', async () => {
    await send('order', ['a', 1], ['b', 10], ['a', 2], ['b', 20]);
    const a = await bus.client.acceptSession(bus.name('order'), 'a');
    const got = await take(a, 2);
    expect(got.map(({ body, sessionId }) => [sessionId, body])).toEqual([
      ['a', 1],
      ['a', 2],
    ]);
    expect(a.sessionId).toBe('a');
    expect(a.sessionLockedUntilUtc.getTime()).toBeGreaterThan(Date.now() - 2000);
    for (const message of got) await a.completeMessage(message);
    expect(await whatComes(a)).toEqual([]);
    await a.close();
    const b = await bus.client.acceptSession(bus.name('order'), 'b', { receiveMode: 'receiveAndDelete' });
    expect((await waiting(b)).map(({ body }) => body)).toEqual([10, 20]);
    expect((await take(b, 2)).map(({ body }) => body)).toEqual([10, 20]);
    await b.close();
  });

  it('gives the next free session, also one whose message is still to come', async () => {
    await send('next', ['early', 1]);
    const first = await bus.client.acceptNextSession(bus.name('next'));
    expect(first.sessionId).toBe('early');
    const waiting = bus.client.acceptNextSession(bus.name('next'));
    await pause(100); // the client is waiting
    await send('next', ['late', 'x']);
    const second = await waiting;
    expect(second.sessionId).toBe('late');
    for (const session of [first, second]) {
      await session.completeMessage(await next(session));
      await session.close();
    }
  });

  it('says that there is none when the client no longer waits', async () => {
    const impatient = bus.connect({ retryOptions: { maxRetries: 0, timeoutInMs: 1500 } });
    await expect(impatient.acceptNextSession(bus.name('next'))).rejects.toMatchObject({ code: 'ServiceTimeout' });
  });

  it('lets one receiver at a time hold a session', async () => {
    const first = await bus.client.acceptSession(bus.name('state'), 'busy');
    await expect(bus.client.acceptSession(bus.name('state'), 'busy')).rejects.toMatchObject({
      code: 'SessionCannotBeLocked',
    });
    await first.close();
    await (await bus.client.acceptSession(bus.name('state'), 'busy')).close();
  });

  it('keeps the state of a session', async () => {
    const session = await bus.client.acceptSession(bus.name('state'), 's');
    expect(await session.getSessionState()).toBeFalsy();
    await session.setSessionState({ step: 3 });
    expect(await session.getSessionState()).toEqual({ step: 3 });
    await session.close();
    const again = await bus.client.acceptSession(bus.name('state'), 's');
    expect(await again.getSessionState()).toEqual({ step: 3 });
    await again.setSessionState('text');
    expect(await again.getSessionState()).toBe('text');
    await again.setSessionState(null);
    expect(await again.getSessionState()).toBeFalsy();
    await again.close();
  });

  it('settles in every way, with dead letters outside of sessions', async () => {
    await send('defer', ['s', 'defer'], ['s', 'dead'], ['s', 'abandon'], ['s', 'complete']);
    const session = await bus.client.acceptSession(bus.name('defer'), 's');
    const [defer, dead, abandon, complete] = await take(session, 4);
    if (!defer || !dead || !abandon || !complete) throw new Error('four messages were sent');
    await session.deferMessage(defer);
    await session.deadLetterMessage(dead, { deadLetterReason: 'r', deadLetterErrorDescription: 'd' });
    await session.abandonMessage(abandon);
    await session.completeMessage(complete);
    const again = await next(session);
    expect(again).toMatchObject({ body: 'abandon', deliveryCount: 1 });
    await session.completeMessage(again);
    const [deferred] = await session.receiveDeferredMessages(sequenceOf(defer));
    if (deferred === undefined) throw new Error('no deferred message');
    expect(deferred).toMatchObject({ body: 'defer', sessionId: 's' });
    await session.completeMessage(deferred);
    expect(await waiting(session)).toEqual([]);
    await session.close();
    const deadLetters = bus.client.createReceiver(bus.name('defer'), { subQueueType: 'deadLetter' });
    expect(await next(deadLetters)).toMatchObject({ body: 'dead', sessionId: 's', deadLetterReason: 'r' });
  });

  it('returns messages of a session whose lock ran out, and tells its holder', async () => {
    await send('lost', ['s', 1]);
    const session = await bus.client.acceptSession(bus.name('lost'), 's', { maxAutoLockRenewalDurationInMs: 0 });
    const late = await next(session);
    await pause(pace.lockSeconds * 1000 + 500); // the lock's own time
    const other = await bus.client.acceptSession(bus.name('lost'), 's');
    const again = await next(other);
    expect(again.deliveryCount).toBe(1);
    await expect(session.completeMessage(late)).rejects.toMatchObject({ code: 'SessionLockLost' });
    await expect(session.renewSessionLock()).rejects.toThrow();
    await other.completeMessage(again);
    await other.close();
  });

  it('keeps a session whose lock is renewed, with the locks of its messages', async () => {
    await send('renew', ['s', 1]);
    const session = await bus.client.acceptSession(bus.name('renew'), 's', { maxAutoLockRenewalDurationInMs: 0 });
    const message = await next(session);
    for (let round = 0; round < 3; round++) {
      const before = session.sessionLockedUntilUtc.getTime();
      await pause(pace.lockSeconds * 500);
      expect((await session.renewSessionLock()).getTime()).toBeGreaterThan(before);
    }
    await session.completeMessage(message);
    await session.close();
  });

  it('streams a session to its subscriber', async () => {
    await send('order', ['stream', 1], ['stream', 2], ['other', 3]);
    const session = await bus.client.acceptSession(bus.name('order'), 'stream');
    const seen: unknown[] = [];
    await new Promise<void>((resolve, reject) => {
      session.subscribe({
        processMessage: async ({ body }) => {
          seen.push(body);
          if (seen.length === 2) resolve();
        },
        processError: async ({ error }) => reject(error),
      });
    });
    await session.close();
    expect(seen).toEqual([1, 2]);
  });

  it('serves sessions of a subscription', async () => {
    const topic = bus.name('topic');
    await bus.client.createSender(topic).sendMessages([
      { sessionId: 'x', body: 1 },
      { sessionId: 'y', body: 2 },
    ]);
    const opened: ServiceBusSessionReceiver[] = [];
    for (let n = 0; n < 2; n++) opened.push(await bus.client.acceptNextSession(topic, 'sessions'));
    expect(opened.map(({ sessionId }) => sessionId).sort()).toEqual(['x', 'y']);
    for (const session of opened) {
      const message = await next(session);
      expect(message.sessionId).toBe(session.sessionId);
      await session.completeMessage(message);
      await session.close();
    }
  });

  it('hands out every session once to those who ask for the next', async () => {
    const names = ['l1', 'l2', 'l3'];
    await send('list', ...names.map((name): [string, unknown] => [name, name]));
    const found: string[] = [];
    for (const _ of names) {
      const session = await bus.client.acceptNextSession(bus.name('list'));
      const message = await next(session);
      found.push(session.sessionId);
      expect(message.body).toBe(session.sessionId);
      await session.completeMessage(message);
      await session.close();
    }
    expect(found.sort()).toEqual(names);
  });

  it('schedules a message of a session', async () => {
    const sender = bus.client.createSender(bus.name('next'));
    await sender.scheduleMessages({ body: 'x', sessionId: 'scheduled' }, new Date(Date.now() + 500));
    const session = await bus.client.acceptSession(bus.name('next'), 'scheduled', { receiveMode: 'receiveAndDelete' });
    expect((await next(session)).body).toBe('x');
    await session.close();
  });
});
