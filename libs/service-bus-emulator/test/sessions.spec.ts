import { next, type Running, startWith } from './emulator.js';

describe('sessions', () => {
  let bus: Running;

  beforeAll(async () => {
    const Properties = { RequiresSession: true };
    bus = await startWith({
      Queues: [
        { Name: 'order', Properties },
        { Name: 'next', Properties },
        { Name: 'state', Properties },
        { Name: 'busy', Properties },
        { Name: 'lost', Properties: { ...Properties, LockDuration: 'PT0.3S' } },
      ],
    });
  });

  afterAll(() => bus.stop());

  const send = (queue: string, ...messages: [sessionId: string, body: unknown][]) =>
    bus.client.createSender(queue).sendMessages(messages.map(([sessionId, body]) => ({ sessionId, body })));

  it('keeps the order within a session and shows one session only', async () => {
    await send('order', ['a', 1], ['b', 10], ['a', 2], ['b', 20]);
    const a = await bus.client.acceptSession('order', 'a');
    const got = await a.receiveMessages(5, { maxWaitTimeInMs: 200 });
    expect(got.map(({ body, sessionId }) => [sessionId, body])).toEqual([
      ['a', 1],
      ['a', 2],
    ]);
    expect(a.sessionLockedUntilUtc.getTime()).toBeGreaterThan(Date.now());
    for (const message of got) await a.completeMessage(message);
    await a.close();
    expect(bus.counts()).toMatchObject({ order: { active: 2 } });
  });

  it('gives the next free session, also one whose message is still to come', async () => {
    const waiting = bus.client.acceptNextSession('next');
    setTimeout(() => void send('next', ['late', 'x']), 50);
    const session = await waiting;
    expect(session.sessionId).toBe('late');
    expect((await next(session)).body).toBe('x');
    await session.close();
  });

  it('says that there is none when the client no longer waits', async () => {
    const impatient = bus.connect({ retryOptions: { maxRetries: 0, timeoutInMs: 1000 } });
    await expect(impatient.acceptNextSession('busy')).rejects.toMatchObject({ code: 'ServiceTimeout' });
  });

  it('lets one receiver at a time hold a session', async () => {
    const first = await bus.client.acceptSession('busy', 's');
    await expect(bus.client.acceptSession('busy', 's')).rejects.toMatchObject({ code: 'SessionCannotBeLocked' });
    await first.close();
    const second = await bus.client.acceptSession('busy', 's');
    await second.close();
  });

  it('keeps the state of a session', async () => {
    const session = await bus.client.acceptSession('state', 's');
    expect(await session.getSessionState()).toBeFalsy();
    await session.setSessionState({ step: 3 });
    expect(await session.getSessionState()).toEqual({ step: 3 });
    expect((await session.renewSessionLock()).getTime()).toBeGreaterThan(Date.now());
    await session.close();
    const again = await bus.client.acceptSession('state', 's');
    expect(await again.getSessionState()).toEqual({ step: 3 });
    await again.close();
  });

  it('returns messages of a session whose lock ran out', async () => {
    await send('lost', ['s', 1]);
    const session = await bus.client.acceptSession('lost', 's', { maxAutoLockRenewalDurationInMs: 0 });
    const late = await next(session);
    const other = await new Promise<Awaited<ReturnType<typeof bus.client.acceptSession>>>((resolve) => {
      setTimeout(() => resolve(bus.client.acceptSession('lost', 's')), 400); // the lock's own time
    });
    expect((await next(other)).deliveryCount).toBe(1);
    await expect(session.completeMessage(late)).rejects.toMatchObject({ code: 'SessionLockLost' });
    await other.close();
  });

  it('refuses messages without a session id, and receivers without a session', async () => {
    await expect(bus.client.createSender('order').sendMessages({ body: 1 })).rejects.toThrow(
      'The SessionId was not set',
    );
    await expect(bus.client.createReceiver('order').receiveMessages(1)).rejects.toThrow('requires sessions');
  });
});
