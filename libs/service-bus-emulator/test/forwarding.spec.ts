import { next, type Running, startWith } from './emulator.js';

describe('forwarding', () => {
  let bus: Running;

  beforeAll(async () => {
    bus = await startWith({
      Queues: [
        { Name: 'in', Properties: { ForwardTo: 'out' } },
        { Name: 'out', Properties: { ForwardDeadLetteredMessagesTo: 'graves' } },
        { Name: 'graves' },
        { Name: 'ring', Properties: { ForwardTo: 'ring' } },
      ],
      Topics: [{ Name: 'topic', Subscriptions: [{ Name: 'sub', Properties: { ForwardTo: 'out' } }] }],
    });
  });

  afterAll(() => bus.stop());

  it('sends messages of a queue and of a subscription on', async () => {
    await bus.client.createSender('in').sendMessages({ body: 1 });
    await bus.client.createSender('topic').sendMessages({ body: 2 });
    const receiver = bus.client.createReceiver('out', { receiveMode: 'receiveAndDelete' });
    expect([(await next(receiver)).body, (await next(receiver)).body]).toEqual([1, 2]);
    expect(bus.counts()).toMatchObject({ in: { active: 0 }, 'topic/Subscriptions/sub': { active: 0 } });
  });

  it('sends dead letters on, saying where they died', async () => {
    await bus.client.createSender('out').sendMessages({ body: 1 });
    const receiver = bus.client.createReceiver('out');
    await receiver.deadLetterMessage(await next(receiver), {
      deadLetterReason: 'no',
      deadLetterErrorDescription: 'told',
    });
    const grave = await next(bus.client.createReceiver('graves'));
    expect(grave).toMatchObject({ body: 1, deadLetterReason: 'no', deadLetterSource: 'out' });
  });

  it('stops a ring after four steps', async () => {
    await bus.client.createSender('ring').sendMessages({ body: 1 });
    expect(bus.counts()).toMatchObject({ ring: { deadLetter: 1 } });
  });
});
