import { eventually, next, type Running, startWith, whatComes } from './emulator.js';

describe('the broker', () => {
  let bus: Running;

  beforeAll(async () => {
    const chain = ['q1', 'q2', 'q3', 'q4', 'q5'];
    bus = await startWith({
      Queues: [
        { Name: 'set-aside', Properties: { DeadLetteringOnMessageExpiration: true } },
        ...chain.map((Name, index) => ({ Name, Properties: { ForwardTo: `q${index + 2}` } })),
        { Name: 'q6' },
      ],
      Topics: [{ Name: 'news', Subscriptions: [{ Name: 'by-session', Properties: { RequiresSession: true } }] }],
    });
  });

  afterAll(() => bus.stop());

  it('says that a message without a session cannot be received from a subscription with sessions', async () => {
    await bus.client.createSender('news').sendMessages({ body: 1 });
    const dead = await next(bus.client.createReceiver('news', 'by-session', { subQueueType: 'deadLetter' }));
    expect(dead).toMatchObject({ body: 1, deadLetterReason: 'Session ID is null.' });
  });

  it('forwards a message four times and no further', async () => {
    await bus.client.createSender('q2').sendMessages({ body: 'four' });
    expect((await next(bus.client.createReceiver('q6', { receiveMode: 'receiveAndDelete' }))).body).toBe('four');
    await bus.client.createSender('q1').sendMessages({ body: 'five' });
    const dead = await next(bus.client.createReceiver('q5', { subQueueType: 'deadLetter' }));
    expect(dead).toMatchObject({ body: 'five', deadLetterReason: 'MaxTransferHopCountExceeded' });
  });

  it('keeps a deferred message beyond its time to live', async () => {
    const sender = bus.client.createSender('set-aside');
    await sender.sendMessages({ body: 'kept', timeToLive: 1000 });
    const receiver = bus.client.createReceiver('set-aside');
    const message = await next(receiver);
    await receiver.deferMessage(message);
    await sender.sendMessages({ body: 'expires', timeToLive: 1000 });
    await eventually(() =>
      expect(bus.counts()).toMatchObject({ 'set-aside': { active: 0, deadLetter: 1, deferred: 1 } }),
    );
    expect(await receiver.peekMessages(2)).toMatchObject([{ body: 'kept', state: 'deferred' }]);
    const [deferred] = await receiver.receiveDeferredMessages(message.sequenceNumber ?? []);
    expect(deferred?.body).toBe('kept');
  });

  it('has a queue for dead letters of transfers, which is empty', async () => {
    const receiver = bus.client.createReceiver('q6', { subQueueType: 'transferDeadLetter' });
    expect(await whatComes(receiver)).toEqual([]);
    expect(await receiver.peekMessages(1)).toEqual([]);
  });
});
