import type { ServiceBusAdministrationClient } from '@azure/service-bus';
import { administer, next, type Running, startWith } from './emulator.js';

const FOREVER = 'P10675199DT2H48M5.4775807S';

describe('the management API', () => {
  let bus: Running;
  let admin: ServiceBusAdministrationClient;

  beforeAll(async () => {
    bus = await startWith({ Queues: [{ Name: 'declared' }] });
    admin = await administer(bus);
  });

  afterAll(() => bus.stop());

  it('tells about the namespace', async () => {
    const { name, messagingSku, createdAt } = await admin.getNamespaceProperties();
    expect([name, messagingSku]).toEqual(['test', 'Standard']);
    expect(Math.abs(createdAt.getTime() - Date.now())).toBeLessThan(60_000);
  });

  it('creates a queue with the settings of the service, which is there at once', async () => {
    const created = await admin.createQueue('new');
    expect(created).toEqual({
      name: 'new',
      forwardTo: undefined,
      userMetadata: undefined,
      lockDuration: 'PT1M',
      maxSizeInMegabytes: 1024,
      maxDeliveryCount: 10,
      enablePartitioning: false,
      requiresSession: false,
      enableBatchedOperations: true,
      defaultMessageTimeToLive: FOREVER,
      autoDeleteOnIdle: FOREVER,
      requiresDuplicateDetection: false,
      duplicateDetectionHistoryTimeWindow: 'PT10M',
      deadLetteringOnMessageExpiration: false,
      forwardDeadLetteredMessagesTo: undefined,
      authorizationRules: undefined,
      status: 'Active',
      enableExpress: false,
      availabilityStatus: 'Available',
      maxMessageSizeInKilobytes: 256,
    });
    expect(await admin.getQueue('NEW')).toEqual(created);
    await bus.client.createSender('new').sendMessages({ body: 'hello' });
    expect((await next(bus.client.createReceiver('new'))).body).toBe('hello');
  });

  it('creates topics, subscriptions and rules, and deletes them', async () => {
    await admin.createTopic('t');
    await admin.createSubscription('t', 's', {
      defaultRuleOptions: {
        name: 'few',
        filter: { sqlExpression: 'count < @limit', sqlParameters: { '@limit': 3 } },
        action: { sqlExpression: "SET seen = 'yes'" },
      },
    });
    await bus.client.createSender('t').sendMessages([
      { body: 'many', applicationProperties: { count: 3 } },
      { body: 'few', applicationProperties: { count: 2 } },
    ]);
    const message = await next(bus.client.createReceiver('t', 's', { receiveMode: 'receiveAndDelete' }));
    expect([message.body, message.applicationProperties]).toEqual(['few', { count: 2, seen: 'yes' }]);
    await admin.deleteRule('t', 's', 'few');
    expect(await admin.ruleExists('t', 's', 'few')).toBe(false);
    await admin.deleteSubscription('t', 's');
    expect(await admin.subscriptionExists('t', 's')).toBe(false);
    await admin.deleteTopic('t');
    expect(await admin.topicExists('t')).toBe(false);
  });

  it('keeps and tells every setting of a queue, and changes those that can change', async () => {
    const settings = {
      lockDuration: 'PT45S',
      maxSizeInMegabytes: 2048,
      maxMessageSizeInKilobytes: 2048,
      requiresDuplicateDetection: true,
      requiresSession: true,
      defaultMessageTimeToLive: 'P2D',
      deadLetteringOnMessageExpiration: true,
      duplicateDetectionHistoryTimeWindow: 'PT1M',
      maxDeliveryCount: 8,
      enableBatchedOperations: false,
      autoDeleteOnIdle: 'PT1H',
      authorizationRules: [
        {
          claimType: 'SharedAccessKey',
          accessRights: ['Manage' as const, 'Send' as const, 'Listen' as const],
          keyName: 'all',
          primaryKey: 'pNSRzKKm2vfdbCuTXMa9gOMHD66NwCTxJi4KWJX/TDc=',
          secondaryKey: 'UreXLPWiP6Murmsq2HYiIXs23qAvWa36ZOL3gb9rXLs=',
        },
      ],
      enableExpress: true,
      userMetadata: 'a < b & "c"',
      status: 'ReceiveDisabled' as const,
    };
    const created = await admin.createQueue('full', settings);
    expect(created).toMatchObject(settings);
    const changes = {
      lockDuration: 'PT5S',
      maxSizeInMegabytes: 3072,
      maxMessageSizeInKilobytes: 1024,
      defaultMessageTimeToLive: 'PT1S',
      deadLetteringOnMessageExpiration: false,
      duplicateDetectionHistoryTimeWindow: 'P7D',
      maxDeliveryCount: 2000,
      enableBatchedOperations: true,
      autoDeleteOnIdle: FOREVER,
      authorizationRules: [],
      userMetadata: '',
      status: 'Active' as const,
    };
    const updated = await admin.updateQueue({ ...created, ...changes });
    expect(updated).toMatchObject({ ...changes, authorizationRules: undefined, userMetadata: undefined });
    expect(await admin.getQueue('full')).toEqual(updated);
    expect(updated.requiresSession).toBe(true);
  });

  it('makes the keys of an authorization rule that has none', async () => {
    const { authorizationRules } = await admin.createTopic('keyed', {
      authorizationRules: [{ claimType: 'SharedAccessKey', accessRights: ['Listen'], keyName: 'reader' }],
    });
    const [rule] = authorizationRules ?? [];
    expect(Buffer.from(rule?.primaryKey ?? '', 'base64')).toHaveLength(32);
    expect(rule?.secondaryKey).not.toBe(rule?.primaryKey);
  });

  it('tells the size of all partitions of a partitioned entity', async () => {
    const created = await admin.createTopic('parts', { enablePartitioning: true });
    expect(created.maxSizeInMegabytes).toBe(16 * 1024);
    expect((await admin.updateTopic(created)).maxSizeInMegabytes).toBe(16 * 1024);
  });

  it('keeps and tells every setting of a topic and a subscription', async () => {
    const topic = {
      defaultMessageTimeToLive: 'P1D',
      maxSizeInMegabytes: 5120,
      requiresDuplicateDetection: true,
      duplicateDetectionHistoryTimeWindow: 'PT20S',
      enableBatchedOperations: false,
      status: 'SendDisabled' as const,
      userMetadata: 'about it',
      supportOrdering: false,
      autoDeleteOnIdle: 'P1D',
    };
    const created = await admin.createTopic('news', topic);
    expect(created).toMatchObject(topic);
    expect((await admin.updateTopic({ ...created, status: 'Active' })).status).toBe('Active');
    const subscription = {
      lockDuration: 'PT5M',
      requiresSession: false,
      defaultMessageTimeToLive: 'P2D',
      deadLetteringOnMessageExpiration: true,
      deadLetteringOnFilterEvaluationExceptions: false,
      maxDeliveryCount: 20,
      enableBatchedOperations: false,
      status: 'Disabled' as const,
      userMetadata: 'mine',
      autoDeleteOnIdle: 'PT5M',
      forwardTo: 'declared',
    };
    const made = await admin.createSubscription('news', 'reader', subscription);
    const forwardTo = `sb://localhost:${bus.port}/declared`;
    expect(made).toMatchObject({ ...subscription, forwardTo });
    const changed = await admin.updateSubscription({
      ...made,
      forwardTo: `sb://elsewhere/DECLARED`,
      lockDuration: 'PT7S',
    });
    expect(changed).toMatchObject({ forwardTo: `sb://localhost:${bus.port}/DECLARED`, lockDuration: 'PT7S' });
    expect(await admin.getSubscription('news', 'reader')).toEqual(changed);
    expect(await admin.getTopicRuntimeProperties('news')).toMatchObject({
      subscriptionCount: 1,
      sizeInBytes: 0,
      scheduledMessageCount: 0,
    });
    expect(await admin.getSubscriptionRuntimeProperties('news', 'reader')).toMatchObject({ totalMessageCount: 0 });
  });

  it('keeps rules as they were given, changes them, and goes by them', async () => {
    const correlation = {
      correlationId: 'abc',
      applicationProperties: { state: 'WA', n: 25, d: 12.4, yes: true, no: false, when: new Date(1_234_567) },
    };
    await admin.createTopic('ruled');
    await admin.createSubscription('ruled', 's', { defaultRuleOptions: { name: 'first', filter: correlation } });
    expect(await admin.getRule('ruled', 's', 'first')).toMatchObject({ filter: correlation, action: {} });
    const sql = { sqlExpression: "colour = @c AND x <> 'a&b'", sqlParameters: { '@c': 'blue' } };
    const rule = await admin.createRule('ruled', 's', 'second', sql, { sqlExpression: 'SET y = 1' });
    expect(rule).toMatchObject({ name: 'second', filter: sql, action: { sqlExpression: 'SET y = 1' } });
    await bus.client
      .createSender('ruled')
      .sendMessages([{ body: 1, applicationProperties: { colour: 'blue', x: 'c' } }, { body: 2 }]);
    const receiver = bus.client.createReceiver('ruled', 's', { receiveMode: 'receiveAndDelete' });
    expect((await next(receiver)).applicationProperties).toEqual({ colour: 'blue', x: 'c', y: 1 });
    const changed = await admin.updateRule('ruled', 's', { ...rule, filter: { subject: 'hi' }, action: {} });
    expect(changed).toMatchObject({ filter: { subject: 'hi' }, action: { sqlExpression: undefined } });
    await bus.client.createSender('ruled').sendMessages([
      { body: 3, subject: 'no' },
      { body: 4, subject: 'hi' },
    ]);
    expect((await next(receiver)).body).toBe(4);
    expect(bus.counts()['ruled/Subscriptions/s']).toMatchObject({ active: 0 });
  });

  it('lists entities by name, page by page', async () => {
    await admin.createTopic('pages');
    for (const name of ['c', 'a', 'b']) await admin.createSubscription('pages', name);
    for (const name of ['r2', 'r1']) await admin.createRule('pages', 'a', name, { sqlExpression: '1=1' });
    const pages: string[][] = [];
    for await (const page of admin.listSubscriptions('pages').byPage({ maxPageSize: 2 }))
      pages.push(page.map(({ subscriptionName }) => subscriptionName));
    expect(pages).toEqual([['a', 'b'], ['c']]);
    expect(await namesOf(admin.listSubscriptionsRuntimeProperties('pages'))).toEqual(['a', 'b', 'c']);
    expect(await namesOf(admin.listRules('pages', 'a'))).toEqual(['$Default', 'r1', 'r2']);
    for (const list of [admin.listTopics(), admin.listTopicsRuntimeProperties()])
      expect(await namesOf(list)).toContain('pages');
    for (const list of [admin.listQueues(), admin.listQueuesRuntimeProperties()])
      expect(await namesOf(list)).toContain('declared');
  });

  it('lists more than a hundred', async () => {
    await admin.createTopic('many');
    await Promise.all(Array.from({ length: 120 }, (_, n) => admin.createSubscription('many', `s${n}`)));
    expect(new Set(await namesOf(admin.listSubscriptions('many'))).size).toBe(120);
  });

  it('leaves out what the older version of the API does not know', async () => {
    const older = await administer(bus, { serviceVersion: '2017-04' });
    const queue = await older.createQueue('old', { lockDuration: 'PT10S' });
    expect(queue).toMatchObject({ lockDuration: 'PT10S', maxMessageSizeInKilobytes: undefined });
    expect((await older.updateQueue({ ...queue, lockDuration: 'PT20S' })).lockDuration).toBe('PT20S');
  });
});

async function namesOf(items: AsyncIterable<{ name?: string; subscriptionName?: string }>): Promise<string[]> {
  const names: string[] = [];
  for await (const { name, subscriptionName } of items) names.push(name ?? subscriptionName ?? '');
  return names;
}
