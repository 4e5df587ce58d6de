import { next, waiting, whatComes } from './receiving.js';
import { openTarget, type Target } from './target.js';

describe('forwarding', () => {
  let bus: Target;

  beforeAll(async () => {
    bus = await openTarget('forwarding');
  });

  afterAll(() => bus.close());

  it('sends messages of a queue and of a subscription on, with their properties', async () => {
    const message = { subject: 's', applicationProperties: { a: 1 } };
    const receiver = bus.client.createReceiver(bus.name('out'), { receiveMode: 'receiveAndDelete' });
    await bus.client.createSender(bus.name('in')).sendMessages({ body: 1, messageId: 'm1', ...message });
    expect(await next(receiver)).toMatchObject({ body: 1, messageId: 'm1', ...message });
    await bus.client.createSender(bus.name('topic')).sendMessages({ body: 2, messageId: 'm2', ...message });
    expect(await next(receiver)).toMatchObject({ body: 2, messageId: 'm2', ...message });
  });

  it('sends a scheduled message on when it is due', async () => {
    await bus.client.createSender(bus.name('in')).scheduleMessages({ body: 'later' }, new Date(Date.now() + 500));
    const receiver = bus.client.createReceiver(bus.name('out'), { receiveMode: 'receiveAndDelete' });
    expect((await next(receiver)).body).toBe('later');
  });

  it('sends dead letters on, saying where they died', async () => {
    await bus.client.createSender(bus.name('in')).sendMessages({ body: 1, applicationProperties: { kept: true } });
    const receiver = bus.client.createReceiver(bus.name('out'));
    await receiver.deadLetterMessage(await next(receiver), {
      deadLetterReason: 'no',
      deadLetterErrorDescription: 'told',
    });
    const grave = await next(bus.client.createReceiver(bus.name('graves'), { receiveMode: 'receiveAndDelete' }));
    expect(grave).toMatchObject({
      body: 1,
      deadLetterReason: 'no',
      deadLetterErrorDescription: 'told',
      deadLetterSource: bus.name('out'),
      applicationProperties: { kept: true },
    });
    const dead = bus.client.createReceiver(bus.name('out'), { subQueueType: 'deadLetter' });
    expect(await waiting(dead)).toEqual([]);
  });

  it('does not let a queue that forwards be received from', async () => {
    await expect(whatComes(bus.client.createReceiver(bus.name('in')))).rejects.toThrow();
  });
});
