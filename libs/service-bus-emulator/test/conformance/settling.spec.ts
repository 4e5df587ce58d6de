import type { ServiceBusReceiver } from '@azure/service-bus';
import { next, sequenceOf, take, waiting, whatComes } from './receiving.js';
import { openTarget, type Target } from './target.js';

describe('settling', () => {
  let bus: Target;
  let plain: string;

  beforeAll(async () => {
    bus = await openTarget('settling');
    plain = bus.name('plain');
  });

  afterAll(() => bus.close());

  const send = (...bodies: unknown[]) =>
    bus.client
      .createSender(plain)
      .sendMessages(bodies.map((body) => ({ body, applicationProperties: { kept: 'as it was' } })));

  const deadLettersOf = (queue: string): ServiceBusReceiver =>
    bus.client.createReceiver(queue, { subQueueType: 'deadLetter' });

  it('returns an abandoned message with changed properties and one attempt more', async () => {
    await send('x');
    const receiver = bus.client.createReceiver(plain);
    await receiver.abandonMessage(await next(receiver), { why: 'not now', times: 1, yes: true, kept: 'changed' });
    const again = await next(receiver);
    expect(again).toMatchObject({
      body: 'x',
      deliveryCount: 1,
      applicationProperties: { kept: 'changed', why: 'not now', times: 1, yes: true },
    });
    await receiver.completeMessage(again);
  });

  it('gives an abandoned message back to its place in the order', async () => {
    await send(1, 2, 3);
    const receiver = bus.client.createReceiver(plain);
    await receiver.abandonMessage(await next(receiver));
    const all = await take(receiver, 3);
    expect(all.map(({ body }) => body)).toEqual([1, 2, 3]);
    for (const message of all) await receiver.completeMessage(message);
  });

  it('keeps a deferred message aside until it is asked for by number', async () => {
    await send('later', 'now');
    const receiver = bus.client.createReceiver(plain);
    const message = await next(receiver);
    const number = sequenceOf(message);
    await receiver.deferMessage(message, { set: 'aside' });
    const now = await next(receiver);
    expect(now.body).toBe('now');
    await receiver.completeMessage(now);
    expect(await whatComes(receiver)).toEqual([]);
    const [deferred] = await receiver.receiveDeferredMessages(number);
    expect(deferred).toMatchObject({
      body: 'later',
      state: 'deferred',
      deliveryCount: 1,
      applicationProperties: { kept: 'as it was', set: 'aside' },
    });
    if (deferred === undefined) throw new Error('no deferred message');
    await receiver.renewMessageLock(deferred);
    await receiver.abandonMessage(deferred, { again: 1 });
    const [again] = await receiver.receiveDeferredMessages([number]);
    expect(again?.applicationProperties).toMatchObject({ set: 'aside', again: 1 });
    if (again === undefined) throw new Error('no deferred message');
    await receiver.completeMessage(again);
    await expect(receiver.receiveDeferredMessages(number)).rejects.toMatchObject({ code: 'MessageNotFound' });
  });

  it('hands out several deferred messages at once, and deletes them in receive-and-delete mode', async () => {
    await send(1, 2, 3);
    const receiver = bus.client.createReceiver(plain);
    const all = await take(receiver, 3);
    for (const message of all) await receiver.deferMessage(message);
    const numbers = all.map(sequenceOf);
    const deleting = bus.client.createReceiver(plain, { receiveMode: 'receiveAndDelete' });
    const got = await deleting.receiveDeferredMessages(numbers);
    expect(got.map(({ body }) => body)).toEqual([1, 2, 3]);
    expect(await waiting(receiver)).toEqual([]);
  });

  it('dead-letters a deferred message', async () => {
    await send('x');
    const receiver = bus.client.createReceiver(plain);
    const message = await next(receiver);
    await receiver.deferMessage(message);
    const [deferred] = await receiver.receiveDeferredMessages(sequenceOf(message));
    if (deferred === undefined) throw new Error('no deferred message');
    await receiver.deadLetterMessage(deferred, { deadLetterReason: 'r', deadLetterErrorDescription: 'd' });
    const deadLetters = deadLettersOf(plain);
    const dead = await next(deadLetters);
    expect(dead).toMatchObject({ body: 'x', deadLetterReason: 'r', state: 'active' });
    await deadLetters.completeMessage(dead);
  });

  it('dead-letters on request with reason, description and properties', async () => {
    await send('x');
    const receiver = bus.client.createReceiver(plain);
    const message = await next(receiver);
    await receiver.deadLetterMessage(message, {
      deadLetterReason: 'schema',
      deadLetterErrorDescription: 'no total',
      field: '/total',
    });
    expect(await whatComes(receiver)).toEqual([]);
    const deadLetters = deadLettersOf(plain);
    const dead = await next(deadLetters);
    expect(dead).toMatchObject({
      body: 'x',
      messageId: message.messageId,
      deadLetterReason: 'schema',
      deadLetterErrorDescription: 'no total',
      applicationProperties: { kept: 'as it was', field: '/total', DeadLetterReason: 'schema' },
    });
    expect(dead.expiresAtUtc === undefined || dead.expiresAtUtc.getTime() > Date.now()).toBe(true);
    await deadLetters.abandonMessage(dead);
    const again = await next(deadLetters);
    expect(again.body).toBe('x');
    await deadLetters.completeMessage(again);
    expect(await waiting(deadLetters)).toEqual([]);
  });

  it('dead-letters without a reason', async () => {
    await send('x');
    const receiver = bus.client.createReceiver(plain);
    await receiver.deadLetterMessage(await next(receiver));
    const deadLetters = bus.client.createReceiver(plain, {
      subQueueType: 'deadLetter',
      receiveMode: 'receiveAndDelete',
    });
    const dead = await next(deadLetters);
    expect(dead.body).toBe('x');
    expect(dead.deadLetterReason).toBeUndefined();
  });

  it('defers a dead letter and hands it out by number', async () => {
    await send('x');
    const receiver = bus.client.createReceiver(plain);
    await receiver.deadLetterMessage(await next(receiver));
    const deadLetters = deadLettersOf(plain);
    const dead = await next(deadLetters);
    await deadLetters.deferMessage(dead);
    expect(await whatComes(deadLetters)).toEqual([]);
    const [again] = await deadLetters.receiveDeferredMessages(sequenceOf(dead));
    if (again === undefined) throw new Error('no deferred dead letter');
    await deadLetters.completeMessage(again);
  });

  it('dead-letters a message that was abandoned as often as it may be delivered', async () => {
    const queue = bus.name('two-tries');
    await bus.client.createSender(queue).sendMessages({ body: 'poison' });
    const receiver = bus.client.createReceiver(queue);
    for (const attempt of [0, 1]) {
      const message = await next(receiver);
      expect(message.deliveryCount).toBe(attempt);
      await receiver.abandonMessage(message, { attempt });
    }
    expect(await whatComes(receiver)).toEqual([]);
    const deadLetters = deadLettersOf(queue);
    const dead = await next(deadLetters);
    expect(dead).toMatchObject({
      body: 'poison',
      deadLetterReason: 'MaxDeliveryCountExceeded',
      applicationProperties: { attempt: 1 },
    });
    expect(dead.deadLetterErrorDescription).toContain('after 2 delivery attempts');
    await deadLetters.completeMessage(dead);
  });

  it('settles the copies of subscriptions independently, each with its dead letters', async () => {
    const topic = bus.name('topic');
    await bus.client.createSender(topic).sendMessages({ body: 'x' });
    const one = bus.client.createReceiver(topic, 'one');
    await one.deadLetterMessage(await next(one), { deadLetterReason: 'no', deadLetterErrorDescription: 'told' });
    const dead = bus.client.createReceiver(topic, 'one', {
      subQueueType: 'deadLetter',
      receiveMode: 'receiveAndDelete',
    });
    expect((await next(dead)).deadLetterReason).toBe('no');
    const two = bus.client.createReceiver(topic, 'two');
    const copy = await next(two);
    expect(copy).toMatchObject({ body: 'x', deliveryCount: 0 });
    expect(copy.deadLetterReason).toBeUndefined();
    await two.completeMessage(copy);
    const others = bus.client.createReceiver(topic, 'two', { subQueueType: 'deadLetter' });
    expect(await waiting(others)).toEqual([]);
  });

  it('lets a client that closed its receiver settle through another one', async () => {
    await send('x');
    const first = bus.client.createReceiver(plain, { maxAutoLockRenewalDurationInMs: 0 });
    const message = await next(first);
    await first.close();
    const second = bus.client.createReceiver(plain);
    await second.completeMessage(message);
    expect(await waiting(second)).toEqual([]);
  });

  it('refuses to settle a message twice', async () => {
    await send('x');
    const receiver = bus.client.createReceiver(plain);
    const message = await next(receiver);
    await receiver.completeMessage(message);
    await expect(receiver.completeMessage(message)).rejects.toThrow();
    await expect(receiver.abandonMessage(message)).rejects.toThrow();
  });
});
