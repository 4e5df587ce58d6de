import type { ServiceBusReceiver } from '@azure/service-bus';
import { sequenceOf } from './conformance/receiving.js';
import { next, type Running, startWith } from './emulator.js';

describe('the delivery count', () => {
  let bus: Running;

  beforeAll(async () => {
    bus = await startWith({
      Queues: [{ Name: 'dead' }, { Name: 'deferred' }, { Name: 'dead-end' }, { Name: 'peeked' }],
    });
  });

  afterAll(() => bus.stop());

  const send = (queue: string) => bus.client.createSender(queue).sendMessages({ body: 'x' });

  const deadLettersOf = (queue: string): ServiceBusReceiver =>
    bus.client.createReceiver(queue, { subQueueType: 'deadLetter' });

  it('does not grow when a receiver dead-letters the message, nor by attempts at the dead letter', async () => {
    await send('dead');
    const receiver = bus.client.createReceiver('dead');
    await receiver.deadLetterMessage(await next(receiver));
    const deadLetters = deadLettersOf('dead');
    const dead = await next(deadLetters);
    expect(dead.deliveryCount).toBe(0);
    await deadLetters.abandonMessage(dead);
    expect((await next(deadLetters)).deliveryCount).toBe(0);
  });

  it('is kept when a deferred message is dead-lettered', async () => {
    await send('deferred');
    const receiver = bus.client.createReceiver('deferred');
    const message = await next(receiver);
    await receiver.deferMessage(message);
    const [deferred] = await receiver.receiveDeferredMessages(message.sequenceNumber ?? []);
    if (deferred === undefined) throw new Error('no deferred message');
    await receiver.deadLetterMessage(deferred);
    expect((await next(deadLettersOf('deferred'))).deliveryCount).toBe(1);
  });

  it('leaves out the attempt that is going on when the message is peeked at', async () => {
    await send('peeked');
    const receiver = bus.client.createReceiver('peeked');
    const message = await next(receiver);
    const peek = () => receiver.peekMessages(1, { fromSequenceNumber: sequenceOf(message) });
    expect(await peek()).toMatchObject([{ deliveryCount: 0 }]);
    await receiver.abandonMessage(message);
    expect(await peek()).toMatchObject([{ deliveryCount: 1 }]);
  });

  it('stays with a dead letter, which cannot be dead-lettered again and stays locked', async () => {
    await send('dead-end');
    const receiver = bus.client.createReceiver('dead-end');
    await receiver.deadLetterMessage(await next(receiver));
    const deadLetters = deadLettersOf('dead-end');
    const dead = await next(deadLetters);
    await expect(deadLetters.deadLetterMessage(dead)).rejects.toMatchObject({ code: 'GeneralError' });
    expect(bus.counts()).toMatchObject({ 'dead-end': { deadLetter: 1, locked: 1 } });
  });
});
