import type { ServiceBusAdministrationClient } from '@azure/service-bus';
import { hasAdministration } from './conditions.js';
import { eventually, next } from './receiving.js';
import { openTarget, type Target } from './target.js';

const describeWhereAdministered = hasAdministration ? describe : describe.skip;
if (!hasAdministration) process.stdout.write('SKIPPED, the target has no administration: administration\n');

describeWhereAdministered('administration', () => {
  let bus: Target;
  let admin: ServiceBusAdministrationClient;
  let made = 0;

  beforeAll(async () => {
    bus = await openTarget('administration');
    if (bus.admin === undefined) throw new Error('The target has no administration.');
    admin = bus.admin;
  });

  afterAll(() => bus.close());

  const fresh = (): string => bus.name(`e${++made}`);

  const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
    const found: T[] = [];
    for await (const item of items) found.push(item);
    return found;
  };

  it('tells about the namespace', async () => {
    const { name, messagingSku, createdAt, modifiedAt } = await admin.getNamespaceProperties();
    expect(name).not.toBe('');
    expect(['Basic', 'Standard', 'Premium']).toContain(messagingSku);
    expect([createdAt, modifiedAt].every((time) => time instanceof Date)).toBe(true);
  });

  it('creates, reads, lists, changes and deletes a queue', async () => {
    const queue = fresh();
    expect(await admin.queueExists(queue)).toBe(false);
    const created = await admin.createQueue(queue);
    expect(created).toMatchObject({
      name: queue,
      lockDuration: 'PT1M',
      maxDeliveryCount: 10,
      requiresSession: false,
      requiresDuplicateDetection: false,
      deadLetteringOnMessageExpiration: false,
      enableBatchedOperations: true,
      status: 'Active',
      availabilityStatus: 'Available',
    });
    expect(await admin.getQueue(queue)).toMatchObject({ name: queue, lockDuration: 'PT1M' });
    expect((await all(admin.listQueues())).map(({ name }) => name)).toContain(queue);
    const changed = await admin.updateQueue({
      ...created,
      lockDuration: 'PT45S',
      maxDeliveryCount: 7,
      deadLetteringOnMessageExpiration: true,
      defaultMessageTimeToLive: 'PT30M',
    });
    const expected = {
      lockDuration: 'PT45S',
      maxDeliveryCount: 7,
      deadLetteringOnMessageExpiration: true,
      defaultMessageTimeToLive: 'PT30M',
    };
    expect(changed).toMatchObject(expected);
    expect(await admin.getQueue(queue)).toMatchObject(expected);
    await admin.deleteQueue(queue);
    expect(await admin.queueExists(queue)).toBe(false);
  });

  it('creates a queue with every setting', async () => {
    const [queue, target] = [fresh(), fresh()];
    await admin.createQueue(target);
    const options = {
      lockDuration: 'PT20S',
      maxDeliveryCount: 3,
      requiresDuplicateDetection: true,
      duplicateDetectionHistoryTimeWindow: 'PT2M',
      defaultMessageTimeToLive: 'PT20M',
      deadLetteringOnMessageExpiration: true,
      userMetadata: 'said <by> & "us"',
    };
    expect(await admin.createQueue(queue, { ...options, forwardDeadLetteredMessagesTo: target })).toMatchObject(
      options,
    );
    const { forwardDeadLetteredMessagesTo } = await admin.getQueue(queue);
    expect(forwardDeadLetteredMessagesTo).toContain(target);
    const sessions = fresh();
    expect((await admin.createQueue(sessions, { requiresSession: true })).requiresSession).toBe(true);
  });

  it('applies a change at once', async () => {
    const queue = fresh();
    const created = await admin.createQueue(queue);
    await bus.client.createSender(queue).sendMessages({ body: 1 });
    await admin.updateQueue({ ...created, maxDeliveryCount: 1 });
    const receiver = bus.client.createReceiver(queue);
    await receiver.abandonMessage(await next(receiver));
    const dead = await next(bus.client.createReceiver(queue, { subQueueType: 'deadLetter' }));
    expect(dead.deadLetterReason).toBe('MaxDeliveryCountExceeded');
  });

  it('creates, reads, lists, changes and deletes topics, subscriptions and rules', async () => {
    const topic = fresh();
    const created = await admin.createTopic(topic, {
      defaultMessageTimeToLive: 'PT40M',
      requiresDuplicateDetection: true,
    });
    expect(created).toMatchObject({ name: topic, defaultMessageTimeToLive: 'PT40M', status: 'Active' });
    expect((await all(admin.listTopics())).map(({ name }) => name)).toContain(topic);
    expect(await admin.updateTopic({ ...created, defaultMessageTimeToLive: 'PT50M' })).toMatchObject({
      defaultMessageTimeToLive: 'PT50M',
    });
    expect((await admin.getTopic(topic)).defaultMessageTimeToLive).toBe('PT50M');

    const subscription = await admin.createSubscription(topic, 's', { maxDeliveryCount: 4 });
    expect(subscription).toMatchObject({
      topicName: topic,
      subscriptionName: 's',
      maxDeliveryCount: 4,
      lockDuration: 'PT1M',
      requiresSession: false,
      status: 'Active',
    });
    expect((await admin.updateSubscription({ ...subscription, lockDuration: 'PT33S' })).lockDuration).toBe('PT33S');
    expect(await admin.getSubscription(topic, 's')).toMatchObject({ lockDuration: 'PT33S', maxDeliveryCount: 4 });
    expect((await all(admin.listSubscriptions(topic))).map(({ subscriptionName }) => subscriptionName)).toEqual(['s']);

    expect(await admin.getRule(topic, 's', '$Default')).toMatchObject({
      name: '$Default',
      filter: { sqlExpression: '1=1' },
    });
    const parameters = { '@text': 'b', '@whole': 1, '@yes': true };
    const rule = await admin.createRule(
      topic,
      's',
      'sql',
      { sqlExpression: 'a = @text AND n = @whole AND y = @yes', sqlParameters: parameters },
      { sqlExpression: "SET c = 'd'" },
    );
    expect(rule).toMatchObject({
      name: 'sql',
      filter: { sqlExpression: 'a = @text AND n = @whole AND y = @yes', sqlParameters: parameters },
      action: { sqlExpression: "SET c = 'd'" },
    });
    const correlation = { subject: 's', correlationId: 'c', applicationProperties: { n: 2, t: 'x', y: false } };
    await admin.createRule(topic, 's', 'correlation', correlation);
    expect((await admin.getRule(topic, 's', 'correlation')).filter).toMatchObject(correlation);
    await admin.updateRule(topic, 's', { ...rule, filter: { sqlExpression: 'a = 2' } });
    expect((await admin.getRule(topic, 's', 'sql')).filter).toMatchObject({ sqlExpression: 'a = 2' });
    const names = (await all(admin.listRules(topic, 's'))).map(({ name }) => name);
    expect(names.sort()).toEqual(['$Default', 'correlation', 'sql']);
    await admin.deleteRule(topic, 's', '$Default');
    expect(await admin.ruleExists(topic, 's', '$Default')).toBe(false);

    await admin.deleteSubscription(topic, 's');
    expect(await admin.subscriptionExists(topic, 's')).toBe(false);
    await admin.deleteTopic(topic);
    expect(await admin.topicExists(topic)).toBe(false);
  });

  it('evaluates a filter with its parameters', async () => {
    const topic = fresh();
    await admin.createTopic(topic);
    await admin.createSubscription(topic, 's', {
      defaultRuleOptions: {
        name: 'some',
        filter: { sqlExpression: 'size > @least', sqlParameters: { '@least': 10 } },
        action: { sqlExpression: "SET seen = 'yes'" },
      },
    });
    await bus.client.createSender(topic).sendMessages([
      { body: 'small', applicationProperties: { size: 10 } },
      { body: 'large', applicationProperties: { size: 11 } },
    ]);
    const got = await next(bus.client.createReceiver(topic, 's', { receiveMode: 'receiveAndDelete' }));
    expect([got.body, got.applicationProperties]).toEqual(['large', { size: 11, seen: 'yes' }]);
  });

  it('counts messages', async () => {
    const [queue, topic] = [fresh(), fresh()];
    await admin.createQueue(queue);
    await admin.createTopic(topic);
    await admin.createSubscription(topic, 's');
    const sender = bus.client.createSender(queue);
    await sender.sendMessages([{ body: 1 }, { body: 2 }, { body: 3 }]);
    await sender.scheduleMessages({ body: 'later' }, new Date(Date.now() + 3_600_000));
    const receiver = bus.client.createReceiver(queue);
    await receiver.deadLetterMessage(await next(receiver));
    await bus.client.createSender(topic).sendMessages([{ body: 1 }, { body: 2 }]);
    await bus.client.createSender(topic).scheduleMessages({ body: 3 }, new Date(Date.now() + 3_600_000));
    await eventually(async () =>
      expect(await admin.getQueueRuntimeProperties(queue)).toMatchObject({
        name: queue,
        activeMessageCount: 2,
        deadLetterMessageCount: 1,
        scheduledMessageCount: 1,
        totalMessageCount: 4,
      }),
    );
    expect(await admin.getSubscriptionRuntimeProperties(topic, 's')).toMatchObject({
      activeMessageCount: 2,
      deadLetterMessageCount: 0,
      totalMessageCount: 2,
    });
    expect(await admin.getTopicRuntimeProperties(topic)).toMatchObject({
      subscriptionCount: 1,
      scheduledMessageCount: 1,
    });
    const listed = await all(admin.listQueuesRuntimeProperties());
    expect(listed.find(({ name }) => name === queue)).toMatchObject({ totalMessageCount: 4 });
    for (const time of ['createdAt', 'modifiedAt', 'accessedAt'] as const) {
      expect((await admin.getQueueRuntimeProperties(queue))[time]).toBeInstanceOf(Date);
    }
  });

  it('lists more entities than fit a page', async () => {
    const names = Array.from({ length: 12 }, fresh);
    for (const name of names) await admin.createQueue(name);
    const pages: string[][] = [];
    for await (const page of admin.listQueues().byPage({ maxPageSize: 5 })) pages.push(page.map(({ name }) => name));
    expect(pages.every((page) => page.length <= 5)).toBe(true);
    expect(pages.flat()).toEqual(expect.arrayContaining(names));
  });

  it('refuses what is there already, what is not there, and what cannot be', async () => {
    const queue = fresh();
    const created = await admin.createQueue(queue);
    await expect(admin.createQueue(queue)).rejects.toMatchObject({ statusCode: 409 });
    await expect(admin.createTopic(queue)).rejects.toMatchObject({ statusCode: 409 });
    const missing = fresh();
    for (const attempt of [
      () => admin.getQueue(missing),
      () => admin.getTopic(missing),
      () => admin.getSubscription(missing, 's'),
      () => admin.getRule(missing, 's', 'r'),
      () => admin.deleteQueue(missing),
      () => admin.deleteTopic(missing),
      () => admin.createSubscription(missing, 's'),
      () => admin.updateQueue({ ...created, name: missing }),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ statusCode: 404 });
    }
    for (const options of [
      { lockDuration: 'PT10M' },
      { lockDuration: 'soon' },
      { maxDeliveryCount: 0 },
      { forwardTo: missing },
      { forwardTo: queue, requiresSession: true },
    ]) {
      await expect(admin.createQueue(missing, options)).rejects.toMatchObject({ statusCode: 400 });
    }
    expect(await admin.queueExists(missing)).toBe(false);
  });

  it('refuses a rule that cannot be read', async () => {
    const topic = fresh();
    await admin.createTopic(topic);
    await admin.createSubscription(topic, 's');
    await expect(admin.createRule(topic, 's', 'bad', { sqlExpression: 'a >' })).rejects.toMatchObject({
      statusCode: 400,
    });
    await expect(
      admin.createRule(topic, 's', 'bad', { sqlExpression: '1=1' }, { sqlExpression: 'SET a' }),
    ).rejects.toMatchObject({ statusCode: 400 });
    expect(await admin.ruleExists(topic, 's', 'bad')).toBe(false);
  });

  const disabled = { code: 'MessagingEntityDisabled' };

  it('neither sends to nor receives from a disabled queue, and keeps its messages', async () => {
    const queue = fresh();
    const created = await admin.createQueue(queue);
    await bus.client.createSender(queue).sendMessages({ body: 'kept' });
    await admin.updateQueue({ ...created, status: 'Disabled' });
    await expect(bus.connect().createSender(queue).sendMessages({ body: 2 })).rejects.toMatchObject(disabled);
    await expect(bus.connect().createReceiver(queue).receiveMessages(1)).rejects.toMatchObject(disabled);
    await admin.updateQueue({ ...created, status: 'Active' });
    expect((await next(bus.connect().createReceiver(queue))).body).toBe('kept');
  });

  it('only receives from a queue that is disabled for sending, and only sends to one disabled for receiving', async () => {
    const queue = fresh();
    const created = await admin.createQueue(queue);
    await bus.client.createSender(queue).sendMessages({ body: 1 });
    await admin.updateQueue({ ...created, status: 'SendDisabled' });
    await expect(bus.connect().createSender(queue).sendMessages({ body: 2 })).rejects.toMatchObject(disabled);
    expect((await next(bus.connect().createReceiver(queue, { receiveMode: 'receiveAndDelete' }))).body).toBe(1);
    await admin.updateQueue({ ...created, status: 'ReceiveDisabled' });
    await bus.connect().createSender(queue).sendMessages({ body: 3 });
    await expect(bus.connect().createReceiver(queue).receiveMessages(1)).rejects.toMatchObject(disabled);
  });

  it('does not take messages on a disabled topic, nor hand them out from a disabled subscription', async () => {
    const topic = fresh();
    const created = await admin.createTopic(topic);
    const subscription = await admin.createSubscription(topic, 's');
    await admin.updateSubscription({ ...subscription, status: 'ReceiveDisabled' });
    await bus.connect().createSender(topic).sendMessages({ body: 'kept' });
    await expect(bus.connect().createReceiver(topic, 's').receiveMessages(1)).rejects.toMatchObject(disabled);
    await admin.updateSubscription({ ...subscription, status: 'Active' });
    expect((await next(bus.connect().createReceiver(topic, 's'))).body).toBe('kept');
    await admin.updateTopic({ ...created, status: 'SendDisabled' });
    await expect(bus.connect().createSender(topic).sendMessages({ body: 2 })).rejects.toMatchObject(disabled);
  });
});
