import type { ServiceBusReceiver } from '@azure/service-bus';
import { eventually, next, type Running, startWith, whatComes } from './emulator.js';

describe('settling', () => {
  let bus: Running;

  beforeAll(async () => {
    const short = { LockDuration: 'PT0.3S' };
    bus = await startWith({
      Queues: [
        { Name: 'abandon' },
        { Name: 'count' },
        { Name: 'two-tries', Properties: { MaxDeliveryCount: 2, ...short } },
        { Name: 'defer' },
        { Name: 'dead' },
        { Name: 'lost', Properties: short },
        { Name: 'renew', Properties: short },
        { Name: 'auto', Properties: short },
        { Name: 'closed' },
        { Name: 'order' },
      ],
    });
  });

  afterAll(() => bus.stop());

  const sendTo = (queue: string, ...bodies: unknown[]) =>
    bus.client
      .createSender(queue)
      .sendMessages(bodies.map((body) => ({ body, applicationProperties: { kept: 'as it was' } })));

  const deadLettersOf = (queue: string): ServiceBusReceiver =>
    bus.client.createReceiver(queue, { subQueueType: 'deadLetter' });

  it('returns an abandoned message with changed properties and one attempt more', async () => {
    await sendTo('abandon', 'x');
    const receiver = bus.client.createReceiver('abandon');
    await receiver.abandonMessage(await next(receiver), { why: 'not now', times: 1, yes: true });
    const again = await next(receiver);
    expect(again).toMatchObject({
      body: 'x',
      deliveryCount: 1,
      applicationProperties: { kept: 'as it was', why: 'not now', times: 1, yes: true },
    });
    await receiver.completeMessage(again);
  });

  it('gives an abandoned message back to its place in the order', async () => {
    await sendTo('order', 1, 2, 3);
    const receiver = bus.client.createReceiver('order');
    const first = await next(receiver);
    await receiver.abandonMessage(first);
    expect((await receiver.receiveMessages(3)).map(({ body }) => body)).toEqual([1, 2, 3]);
  });

  it('dead-letters a message after ten attempts', async () => {
    await sendTo('count', 'poison');
    const receiver = bus.client.createReceiver('count');
    for (let attempt = 0; attempt < 10; attempt++) {
      const message = await next(receiver);
      expect(message.deliveryCount).toBe(attempt);
      await receiver.abandonMessage(message);
    }
    expect(await whatComes(receiver)).toEqual([]);
    const dead = await next(deadLettersOf('count'));
    expect(dead).toMatchObject({
      body: 'poison',
      deadLetterReason: 'MaxDeliveryCountExceeded',
      deadLetterErrorDescription: 'Message could not be consumed after 10 delivery attempts.',
      deliveryCount: 10,
    });
  });

  it('counts a lock that ran out as an attempt', async () => {
    await sendTo('two-tries', 'slow');
    const receiver = bus.client.createReceiver('two-tries', { maxAutoLockRenewalDurationInMs: 0 });
    expect((await next(receiver)).deliveryCount).toBe(0);
    expect((await next(receiver)).deliveryCount).toBe(1);
    await eventually(() => expect(bus.counts()).toMatchObject({ 'two-tries': { active: 0, deadLetter: 1 } }));
    expect(await next(deadLettersOf('two-tries'))).toMatchObject({ deadLetterReason: 'MaxDeliveryCountExceeded' });
  });

  it('keeps a deferred message aside until it is asked for by number', async () => {
    await sendTo('defer', 'later', 'now');
    const receiver = bus.client.createReceiver('defer');
    const message = await next(receiver);
    await receiver.deferMessage(message, { set: 'aside' });
    expect(bus.counts()).toMatchObject({ defer: { active: 1, deferred: 1 } });
    expect((await next(receiver)).body).toBe('now');
    expect(await whatComes(receiver)).toEqual([]);
    const number = message.sequenceNumber;
    if (number === undefined) throw new Error('no sequence number');
    const [deferred] = await receiver.receiveDeferredMessages(number);
    expect(deferred).toMatchObject({
      body: 'later',
      state: 'deferred',
      deliveryCount: 1,
      applicationProperties: { set: 'aside' },
    });
    if (deferred === undefined) throw new Error('no deferred message');
    await receiver.renewMessageLock(deferred);
    await receiver.abandonMessage(deferred);
    const [again] = await receiver.receiveDeferredMessages(number);
    if (again === undefined) throw new Error('no deferred message');
    await receiver.completeMessage(again);
    await expect(receiver.receiveDeferredMessages(number)).rejects.toMatchObject({ code: 'MessageNotFound' });
  });

  it('dead-letters on request with reason, description and properties', async () => {
    await sendTo('dead', 'x');
    const receiver = bus.client.createReceiver('dead');
    const message = await next(receiver);
    await receiver.deadLetterMessage(message, {
      deadLetterReason: 'schema',
      deadLetterErrorDescription: 'no total',
      field: '/total',
    });
    expect(bus.counts()).toMatchObject({ dead: { active: 0, deadLetter: 1 } });
    const deadLetters = deadLettersOf('dead');
    const dead = await next(deadLetters);
    expect(dead).toMatchObject({
      body: 'x',
      deadLetterReason: 'schema',
      deadLetterErrorDescription: 'no total',
      applicationProperties: { kept: 'as it was', field: '/total' },
      sequenceNumber: message.sequenceNumber,
    });
    await deadLetters.abandonMessage(dead);
    await deadLetters.completeMessage(await next(deadLetters));
    expect(bus.counts()).toMatchObject({ dead: { deadLetter: 0 } });
  });

  it('tells a receiver that its lock is lost', async () => {
    await sendTo('lost', 'x');
    const receiver = bus.client.createReceiver('lost', { maxAutoLockRenewalDurationInMs: 0 });
    const late = await next(receiver);
    const again = await next(receiver); // comes when the first lock has run out
    await expect(receiver.completeMessage(late)).rejects.toMatchObject({ code: 'MessageLockLost' });
    await expect(receiver.renewMessageLock(late)).rejects.toMatchObject({ code: 'MessageLockLost' });
    await receiver.completeMessage(again);
    expect(bus.counts()).toMatchObject({ lost: { active: 0 } });
  });

  it('renews a lock on request', async () => {
    await sendTo('renew', 'x');
    const receiver = bus.client.createReceiver('renew', { maxAutoLockRenewalDurationInMs: 0 });
    const message = await next(receiver);
    for (let round = 0; round < 4; round++) {
      const until = await receiver.renewMessageLock(message);
      expect(until.getTime()).toBeGreaterThan(Date.now());
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    await receiver.completeMessage(message);
    expect(bus.counts()).toMatchObject({ renew: { active: 0 } });
  });

  it('lets a client that closed its receiver settle through another one', async () => {
    await sendTo('closed', 'x');
    const first = bus.client.createReceiver('closed', { maxAutoLockRenewalDurationInMs: 0 });
    const message = await next(first);
    await first.close();
    await bus.client.createReceiver('closed').completeMessage(message);
    expect(bus.counts()).toMatchObject({ closed: { active: 0 } });
  });

  it('makes messages of a vanished client available when their locks run out', async () => {
    await sendTo('auto', 'x');
    const other = bus.connect();
    expect((await next(other.createReceiver('auto', { maxAutoLockRenewalDurationInMs: 0 }))).body).toBe('x');
    await other.close();
    expect(await next(bus.client.createReceiver('auto'))).toMatchObject({ body: 'x', deliveryCount: 1 });
  });
});
