import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServiceBusClient } from '@azure/service-bus';
import { freePort, type ServiceBusEngine, serviceBusConnectionString, startServiceBus } from '@causeway/engines';
import { eventually } from '@causeway/testing';
import { cleanUp, startHost } from './running-host.js';

const names = ['plain', 'text', 'many', 'failing', 'own', 'count', 'slow', 'few', 'dying', 'draining', 'steady'];
const queue = (Name: string, more: object = {}) => ({
  Name,
  Properties: { LockDuration: 'PT5S', MaxDeliveryCount: 3, ...more },
});
const config = {
  UserConfig: {
    Namespaces: [
      {
        Name: 'sbemulatorns',
        Queues: [...names.map((name) => queue(name)), queue('sessions', { RequiresSession: true })],
        Topics: [{ Name: 'orders', Subscriptions: [{ Name: 'payments', Properties: { LockDuration: 'PT5S' } }] }],
      },
    ],
  },
};

const dataDir = mkdtempSync(join(tmpdir(), 'causeway-test-'));
let engine: ServiceBusEngine;
let client: ServiceBusClient;
beforeAll(async () => {
  engine = await startServiceBus({ config });
  client = new ServiceBusClient(engine.connectionString);
});
afterAll(async () => {
  await cleanUp();
  await client.close();
  await engine.stop();
  rmSync(dataDir, { recursive: true });
});

const listen = (index: string, host: object = {}, connection = engine.connectionString) =>
  startHost(
    { index: `import { app } from '@azure/functions';\n${index}`, host },
    { ServiceBus: connection, TOPIC: 'orders' },
  );

const send = (entity: string, ...messages: Parameters<ReturnType<typeof client.createSender>['sendMessages']>[0][]) =>
  client.createSender(entity).sendMessages(messages.flat() as never); // each is one message

const deadLetters = (entity: string) => client.createReceiver(entity, { subQueueType: 'deadLetter' });

test('a topic trigger gets the bytes of a message and what the extension tells beside it', async () => {
  const host = await listen(`
    app.serviceBusTopic('take', {
      connection: 'ServiceBus', topicName: '%TOPIC%', subscriptionName: 'payments', dataType: 'binary',
      handler: (message, context) => context.log('seen', JSON.stringify({
        bytes: Buffer.isBuffer(message) ? message.toString() : null, metadata: context.triggerMetadata })),
    });`);
  await send('orders', {
    body: { total: 5 },
    messageId: 'order/1/1/placed',
    subject: 'shop.order.placed.v1',
    contentType: 'application/json',
    correlationId: 'c1',
    to: 'somebody',
    replyTo: 'me',
    applicationProperties: { Type: 'placed', count: 2 },
  });
  const [seen] = await host.seen<{ bytes: string; metadata: Record<string, unknown> }>(1);
  expect(seen?.bytes).toBe('{"total":5}');
  expect(seen?.metadata).toMatchObject({
    messageId: 'order/1/1/placed',
    subject: 'shop.order.placed.v1',
    label: 'shop.order.placed.v1',
    contentType: 'application/json',
    correlationId: 'c1',
    to: 'somebody',
    replyTo: 'me',
    deliveryCount: 1,
    sequenceNumber: expect.any(Number),
    lockToken: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    enqueuedTimeUtc: expect.stringMatching(/^\d{4}-.*Z$/),
    // The library gives every name a small first letter.
    applicationProperties: { type: 'placed', count: 2 },
    userProperties: { type: 'placed', count: 2 },
  });
  expect(await host.line('Trigger Details of orders/payments')).toContain('MessageId: order/1/1/placed');
});

test('without a data type a function gets JSON as a value and other text as text', async () => {
  const host = await listen(`
    app.serviceBusQueue('take', { connection: 'ServiceBus', queueName: 'text',
      handler: (message, context) => context.log('seen', JSON.stringify(message)) });`);
  await send('text', { body: { a: 1 } });
  await host.seen(1);
  await send('text', { body: Buffer.from('plain text') });
  expect(await host.seen(2)).toEqual([{ a: 1 }, 'plain text']);
});

test('with cardinality many one call gets what is there, with a list of each thing told beside it', async () => {
  await send('many', { body: 'a', messageId: 'm1' }, { body: 'b', messageId: 'm2' });
  const host = await listen(`
    app.serviceBusQueue('take', { connection: 'ServiceBus', queueName: 'many', cardinality: 'many',
      handler: (messages, context) => context.log('seen', JSON.stringify({ messages,
        ids: context.triggerMetadata.messageIdArray, counts: context.triggerMetadata.deliveryCountArray })) });`);
  expect(await host.seen(1)).toEqual([{ messages: ['a', 'b'], ids: ['m1', 'm2'], counts: [1, 1] }]);
  await eventually(async () => expect(await client.createReceiver('many').peekMessages(1)).toEqual([]));
});

test('a message is completed when its function returns, and given back when it throws until it is a dead letter', async () => {
  const host = await listen(`
    app.serviceBusQueue('take', { connection: 'ServiceBus', queueName: 'failing', retry: { strategy: 'fixedDelay', maxRetryCount: 5, delayInterval: 1 },
      handler: (message, context) => { context.log('seen', JSON.stringify([message, context.triggerMetadata.deliveryCount]));
        if (message === 'bad') throw new Error('poison'); } });`);
  await host.line("Retries are not supported for function 'take'");
  await send('failing', { body: 'bad' });
  expect(await host.seen(3)).toEqual([
    ['bad', 1],
    ['bad', 2],
    ['bad', 3],
  ]);
  const [dead] = await deadLetters('failing').receiveMessages(1);
  expect(dead?.deadLetterReason).toBe('MaxDeliveryCountExceeded');
  await send('failing', { body: 'good' });
  expect(await host.seen(4)).toContainEqual(['good', 1]);
  await eventually(async () => expect(await client.createReceiver('failing').peekMessages(1)).toEqual([]));
});

test('a function that settles by itself is left alone, and one that throws gives its message back', async () => {
  const host = await listen(
    `
    import { ServiceBusClient } from '@azure/service-bus';
    const own = new ServiceBusClient(process.env.ServiceBus)._connectionContext.getManagementClient('own');
    app.serviceBusQueue('take', { connection: 'ServiceBus', queueName: 'own', handler: async (message, context) => {
      const { deliveryCount, lockToken } = context.triggerMetadata;
      context.log('seen', JSON.stringify([message, deliveryCount]));
      if (message === 'settled') await own.updateDispositionStatus(lockToken, 'complete');
      if (message === 'thrown' && deliveryCount === 1) throw new Error('no');
      if (deliveryCount > 1) await own.updateDispositionStatus(lockToken, 'complete');
    } });`,
    { extensions: { serviceBus: { autoCompleteMessages: false } } },
  );
  await send('own', { body: 'settled' });
  await host.seen(1);
  await send('own', { body: 'thrown' });
  await host.seen(3);
  const before = Date.now();
  await send('own', { body: 'forgotten' });
  // Nobody settled it, so its lock has to run out before it comes again.
  expect(await host.seen(5)).toEqual([
    ['settled', 1],
    ['thrown', 1],
    ['thrown', 2],
    ['forgotten', 1],
    ['forgotten', 2],
  ]);
  expect(Date.now() - before).toBeGreaterThan(3000);
  expect(host.lines.filter((line) => line.includes('could not be settled'))).toEqual([]);
});

test('messages that a function leaves unsettled do not stop the next ones, however many they are', async () => {
  const host = await listen(
    `let count = 0;
    app.serviceBusQueue('take', { connection: 'ServiceBus', queueName: 'count',
      handler: (message, context) => { count += 1; if (count === 2100) context.log('seen', '2100'); } });`,
    {
      logging: { logLevel: { default: 'warning', Function: 'warning', 'Function.take.User': 'information' } },
      extensions: { serviceBus: { autoCompleteMessages: false, maxConcurrentCalls: 64 } },
    },
  );
  const all = Array.from({ length: 2100 }, (_, index) => ({ body: String(index) }));
  for (let from = 0; from < all.length; from += 300) await send('count', ...all.slice(from, from + 300));
  expect(await host.seen(1)).toEqual([2100]);
}, 60_000);

test('as many calls run at once as host.json allows', async () => {
  const host = await listen(
    `let running = 0; let most = 0; let ended = 0;
    app.serviceBusQueue('take', { connection: 'ServiceBus', queueName: 'few', handler: async (message, context) => {
      running += 1; most = Math.max(most, running);
      await new Promise((done) => setTimeout(done, 50));
      running -= 1; ended += 1;
      if (ended === 6) context.log('seen', JSON.stringify(most));
    } });`,
    { extensions: { serviceBus: { maxConcurrentCalls: 2, prefetchCount: 3 } } },
  );
  await send('few', ...Array.from({ length: 6 }, (_, index) => ({ body: String(index) })));
  expect(await host.seen(1)).toEqual([2]);
});

test('a lock is renewed for as long as its function takes', async () => {
  const host = await listen(`
    app.serviceBusQueue('take', { connection: 'ServiceBus', queueName: 'slow', handler: async (message, context) => {
      context.log('seen', JSON.stringify(context.triggerMetadata.deliveryCount));
      await new Promise((done) => setTimeout(done, 7000));
    } });`);
  await send('slow', { body: 'x' });
  await host.line("Executed 'Functions.take' (Succeeded");
  await eventually(async () => expect(await client.createReceiver('slow').peekMessages(1)).toEqual([]));
  expect(await host.seen(1)).toEqual([1]);
});

test('sessions are taken whole and each in its order', async () => {
  const host = await listen(
    `app.serviceBusQueue('take', { connection: 'ServiceBus', queueName: 'sessions', isSessionsEnabled: true,
      handler: (message, context) => context.log('seen', JSON.stringify([context.triggerMetadata.sessionId, message])) });`,
    { extensions: { serviceBus: { maxConcurrentSessions: 2, sessionIdleTimeout: '00:00:01' } } },
  );
  const messages = ['a', 'b', 'c'].flatMap((sessionId) => [1, 2, 3].map((body) => ({ body, sessionId })));
  await send('sessions', ...messages);
  const seen = await host.seen<[string, number]>(9);
  for (const session of ['a', 'b', 'c']) {
    expect(seen.filter(([id]) => id === session).map(([, body]) => body)).toEqual([1, 2, 3]);
  }
});

test('a message whose process died comes again once its lock has run out', async () => {
  const host = await listen(`
    app.serviceBusQueue('take', { connection: 'ServiceBus', queueName: 'dying', handler: async (message, context) => {
      if (context.triggerMetadata.deliveryCount === 1) process.kill(process.pid, 'SIGKILL');
      context.log('seen', JSON.stringify(context.triggerMetadata.deliveryCount));
    } });`);
  const before = Date.now();
  await send('dying', { body: 'x' });
  expect(await host.seen(1)).toEqual([2]);
  expect(Date.now() - before).toBeGreaterThan(3000);
});

test('an end waits for the call in flight and settles its message', async () => {
  const host = await listen(`
    app.serviceBusQueue('take', { connection: 'ServiceBus', queueName: 'draining', handler: async (message, context) => {
      context.log('seen', '1');
      await new Promise((done) => setTimeout(done, 500));
    } });`);
  await send('draining', { body: 'x' });
  await host.seen(1);
  expect(await host.stop()).toBe(0);
  await host.line("Executed 'Functions.take' (Succeeded");
  expect(await client.createReceiver('draining').peekMessages(1)).toEqual([]);
});

test('a broker that is away is waited for, at the start and later', async () => {
  const port = await freePort();
  const host = await listen(
    `app.serviceBusQueue('take', { connection: 'ServiceBus', queueName: 'steady',
      handler: (message, context) => context.log('seen', JSON.stringify(message)) });`,
    {},
    serviceBusConnectionString(port),
  );
  await host.line('Receiving from steady failed');
  for (const bodies of [['first'], ['first', 'second']]) {
    const bus = await startServiceBus({ config, port, dataDir });
    const sender = new ServiceBusClient(bus.connectionString);
    await sender.createSender('steady').sendMessages({ body: bodies.at(-1) });
    expect(await host.seen(bodies.length)).toEqual(bodies);
    await sender.close();
    await bus.stop();
  }
}, 60_000);

test('a connection that is not set is refused in one sentence', async () => {
  const starting = startHost({
    index: `import { app } from '@azure/functions';
      app.serviceBusQueue('take', { connection: 'Bus', queueName: 'q', handler: () => {} });`,
  });
  await expect(starting).rejects.toThrow('The Service Bus connection Bus is not set: give the app the setting Bus');
});
