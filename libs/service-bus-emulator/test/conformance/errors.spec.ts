import { ServiceBusClient } from '@azure/service-bus';
import { openTarget, type Target } from './target.js';

describe('an error', () => {
  let bus: Target;

  beforeAll(async () => {
    bus = await openTarget('errors');
  });

  afterAll(() => bus.close());

  const nowhere = { code: 'MessagingEntityNotFound' };

  it.each<[string, (client: ServiceBusClient, missing: string) => Promise<unknown>]>([
    ['sending', (client, missing) => client.createSender(missing).sendMessages({ body: 1 })],
    ['scheduling', (client, missing) => client.createSender(missing).scheduleMessages({ body: 1 }, new Date())],
    ['receiving', (client, missing) => client.createReceiver(missing).receiveMessages(1)],
    ['receiving from a subscription', (client, missing) => client.createReceiver(missing, 'one').receiveMessages(1)],
    ['peeking', (client, missing) => client.createReceiver(missing).peekMessages(1)],
    ['accepting the next session', (client, missing) => client.acceptNextSession(missing)],
  ])('says that the entity is not there: %s', async (_what, act) => {
    await expect(act(bus.client, bus.name('missing'))).rejects.toMatchObject(nowhere);
  });

  it('refuses a session of an entity that is not there', async () => {
    await expect(bus.client.acceptSession(bus.name('missing'), 's')).rejects.toThrow();
  });

  it('says that a subscription of an existing topic is not there', async () => {
    await expect(bus.client.createReceiver(bus.name('topic'), 'missing').receiveMessages(1)).rejects.toMatchObject(
      nowhere,
    );
  });

  it('reaches the subscriber of a queue that is not there', async () => {
    const receiver = bus.client.createReceiver(bus.name('missing'));
    const error = await new Promise((resolve) => {
      receiver.subscribe({
        processMessage: async () => undefined,
        processError: async (args) => resolve(args.error),
      });
    });
    expect(error).toMatchObject(nowhere);
    await receiver.close();
  });

  it('refuses to receive from a topic', async () => {
    await expect(bus.client.createReceiver(bus.name('topic')).receiveMessages(1)).rejects.toThrow();
  });

  it('refuses messages without a session id, and receivers without a session, where sessions are required', async () => {
    await expect(bus.client.createSender(bus.name('sessions')).sendMessages({ body: 1 })).rejects.toMatchObject({
      code: 'GeneralError',
      message: expect.stringContaining('SessionId'),
    });
    await expect(bus.client.createReceiver(bus.name('sessions')).receiveMessages(1)).rejects.toThrow();
  });

  it('is told for each of two messages that are refused at once', async () => {
    const sender = bus.client.createSender(bus.name('sessions'));
    await sender.sendMessages({ body: 0, sessionId: 'a' }); // from now on the link is open
    const outcomes = await Promise.allSettled([
      sender.sendMessages({ body: 1, sessionId: 'a', partitionKey: 'b' }),
      sender.sendMessages({ body: 2 }),
    ]);
    const reasons = outcomes.map((outcome) => (outcome.status === 'rejected' ? String(outcome.reason) : 'none'));
    expect(reasons[1]).toContain('SessionId');
    expect(reasons[0]).not.toBe(reasons[1]);
  });

  it('refuses sessions where there are none', async () => {
    await expect(bus.client.acceptSession(bus.name('plain'), 's')).rejects.toThrow();
  });

  it('says that a deferred message, and a scheduled one, is not there', async () => {
    const number = (
      await bus.client.createSender(bus.name('plain')).scheduleMessages({ body: 1 }, new Date(Date.now() + 3_600_000))
    )[0];
    if (number === undefined) throw new Error('no sequence number');
    const receiver = bus.client.createReceiver(bus.name('plain'));
    await expect(receiver.receiveDeferredMessages(number)).rejects.toMatchObject({ code: 'MessageNotFound' });
    await expect(
      bus.client.createSender(bus.name('plain')).cancelScheduledMessages(number.add(1000)),
    ).rejects.toMatchObject({ code: 'MessageNotFound' });
    await bus.client.createSender(bus.name('plain')).cancelScheduledMessages(number);
  });

  it('tells a client with another address that nobody is there', async () => {
    const lost = new ServiceBusClient(
      'Endpoint=sb://localhost:1;SharedAccessKeyName=n;SharedAccessKey=k;UseDevelopmentEmulator=true',
      { retryOptions: { maxRetries: 0, timeoutInMs: 2000 } },
    );
    await expect(lost.createSender('q').sendMessages({ body: 1 })).rejects.toThrow();
    await lost.close();
  });
});
