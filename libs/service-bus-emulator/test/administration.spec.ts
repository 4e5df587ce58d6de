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

  it('refuses what is there already, what is not there, and what cannot be', async () => {
    await expect(admin.createQueue('declared')).rejects.toMatchObject({
      statusCode: 409,
      code: 'MessageEntityAlreadyExistsError',
    });
    await expect(admin.getQueue('absent')).rejects.toMatchObject({
      statusCode: 404,
      code: 'MessageEntityNotFoundError',
    });
    await expect(admin.createQueue('slow', { lockDuration: 'PT10M' })).rejects.toMatchObject({
      statusCode: 400,
      message: expect.stringContaining("'LockDuration' must be between PT5S and PT5M; it is PT10M"),
    });
    expect(await admin.queueExists('slow')).toBe(false);
  });
});
