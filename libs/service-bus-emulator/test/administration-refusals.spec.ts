import type { CreateQueueOptions, ServiceBusAdministrationClient } from '@azure/service-bus';
import { administer, type Running, startWith } from './emulator.js';

describe('what the management API refuses', () => {
  let bus: Running;
  let admin: ServiceBusAdministrationClient;

  beforeAll(async () => {
    bus = await startWith({
      Queues: [
        { Name: 'there', Properties: { LockDuration: 'PT1S' } },
        { Name: 'sessions', Properties: { RequiresSession: true } },
      ],
      Topics: [{ Name: 'topic', Subscriptions: [{ Name: 's' }] }],
    });
    admin = await administer(bus);
  });

  afterAll(() => bus.stop());

  const missing = { statusCode: 404, code: 'MessageEntityNotFoundError' };
  const conflict = { statusCode: 409, code: 'MessageEntityAlreadyExistsError' };
  const bad = (reason: string) => ({ statusCode: 400, code: 'ServiceError', message: expect.stringContaining(reason) });

  it.each([
    ['a queue', () => admin.createQueue('THERE')],
    ['a queue by the name of a topic', () => admin.createQueue('topic')],
    ['a topic by the name of a queue', () => admin.createTopic('there')],
    ['a subscription', () => admin.createSubscription('topic', 'S')],
    ['a rule', () => admin.createRule('topic', 's', '$default', { to: 'x' })],
  ])('is %s that is there already', async (_what, create) => {
    await expect(create()).rejects.toMatchObject(conflict);
  });

  it.each([
    ['a queue', () => admin.getQueue('absent')],
    ['a queue to change', async () => admin.updateQueue({ ...(await admin.getQueue('there')), name: 'absent' })],
    ['a queue to delete', () => admin.deleteQueue('absent')],
    ['a topic', () => admin.getTopicRuntimeProperties('absent')],
    ['a subscription', () => admin.getSubscription('topic', 'absent')],
    ["a topic's subscriptions", () => admin.listSubscriptions('absent').next()],
    ['a subscription of a topic', () => admin.createSubscription('absent', 's')],
    ['a rule', () => admin.getRule('topic', 's', 'absent')],
    [
      'a rule to change',
      async () =>
        admin.updateRule('topic', 's', { ...(await admin.getRule('topic', 's', '$Default')), name: 'absent' }),
    ],
    ['a rule to delete', () => admin.deleteRule('topic', 's', 'absent')],
  ])('is %s that is not there', async (_what, ask) => {
    await expect(ask()).rejects.toMatchObject(missing);
  });

  const settings: [CreateQueueOptions, string][] = [
    [{ lockDuration: 'PT4S' }, "'LockDuration' must be between PT5S and PT5M; it is PT4S"],
    [{ lockDuration: 'a minute' }, "'LockDuration' must be an ISO 8601 duration; it is 'a minute'"],
    [{ maxDeliveryCount: 0 }, "'MaxDeliveryCount' must be between 1 and 2000; it is 0"],
    [{ maxDeliveryCount: 2001 }, "'MaxDeliveryCount' must be between 1 and 2000; it is 2001"],
    [{ maxDeliveryCount: 1.5 }, "'MaxDeliveryCount' must be a whole number; it is '1.5'"],
    [{ duplicateDetectionHistoryTimeWindow: 'PT19S' }, "'DuplicateDetectionHistoryTimeWindow' must be between"],
    [{ duplicateDetectionHistoryTimeWindow: 'P8D' }, "'DuplicateDetectionHistoryTimeWindow' must be between"],
    [{ defaultMessageTimeToLive: 'PT0.5S' }, "'DefaultMessageTimeToLive' must be between PT1S and"],
    [{ autoDeleteOnIdle: 'PT4M' }, "'AutoDeleteOnIdle' must be between PT5M and"],
    [{ maxSizeInMegabytes: 1000 }, "'MaxSizeInMegabytes' must be one of 1024;2048;"],
    [{ maxMessageSizeInKilobytes: 1023 }, "'MaxMessageSizeInKilobytes' must be between 1024 and 102400; it is 1023"],
    [{ userMetadata: 'x'.repeat(1025) }, "'UserMetadata' must have at most 1024 characters; it has 1025"],
    [{ status: 'Deleting' }, "'Status' must be one of Active, Disabled, SendDisabled, ReceiveDisabled"],
    [{ forwardTo: 'absent' }, "'ForwardTo' must name a queue or topic that exists; there is no 'absent'"],
    [{ forwardDeadLetteredMessagesTo: 'absent' }, "'ForwardDeadLetteredMessagesTo' must name a queue or topic"],
    [{ forwardTo: 'bad' }, "'ForwardTo' must name another entity than 'bad' itself"],
    [{ forwardTo: 'there', requiresSession: true }, "'ForwardTo' cannot be set on an entity whose 'RequiresSession'"],
    [
      { authorizationRules: [{ claimType: 'SharedAccessKey', accessRights: ['Manage'], keyName: 'k' }] },
      'must include Send and Listen when they include Manage',
    ],
    [
      { authorizationRules: [{ claimType: 'SharedAccessKey', accessRights: [], keyName: 'k' }] },
      "The rule 'k' must have at least one of the 'AccessRights'",
    ],
  ];

  it.each(settings)('is the setting %j, and then there is no queue', async (options, reason) => {
    await expect(admin.createQueue('bad', options)).rejects.toMatchObject(bad(reason));
    expect(await admin.queueExists('bad')).toBe(false);
  });

  it.each([
    ['requiresSession', 'RequiresSession'],
    ['requiresDuplicateDetection', 'RequiresDuplicateDetection'],
    ['enablePartitioning', 'EnablePartitioning'],
  ])('is a change of %s, and then nothing else is changed', async (setting, element) => {
    const before = await admin.getQueue('sessions');
    const after = { ...before, lockDuration: 'PT9S', [setting]: !before[setting as keyof typeof before] };
    await expect(admin.updateQueue(after)).rejects.toMatchObject(
      bad(`The value of '${element}' cannot change once the entity is created`),
    );
    expect(await admin.getQueue('sessions')).toEqual(before);
  });

  it('is not what a configuration said beyond the limits, as long as it stays', async () => {
    const before = await admin.getQueue('there');
    expect((await admin.updateQueue({ ...before, userMetadata: 'x' })).lockDuration).toBe('PT1S');
    await expect(admin.updateQueue({ ...before, lockDuration: 'PT2S' })).rejects.toMatchObject(bad("'LockDuration'"));
  });

  it.each([
    ['a name with a space', () => admin.createQueue('two words'), 'may contain letters'],
    ['a name of 261 characters', () => admin.createTopic('x'.repeat(261)), 'The name of the entity'],
    ['a subscription of 51 characters', () => admin.createSubscription('topic', 'x'.repeat(51)), 'subscription'],
    [
      'a rule of 51 characters',
      () => admin.createRule('topic', 's', 'x'.repeat(51), { to: 'x' }),
      'The name of the rule',
    ],
    [
      'an expression that cannot be read',
      () => admin.createRule('topic', 's', 'r', { sqlExpression: 'a = = 1' }),
      "unexpected '='",
    ],
    [
      'an action that cannot be read',
      () => admin.createRule('topic', 's', 'r', { to: 'x' }, { sqlExpression: 'GET a' }),
      'GET',
    ],
    ['a correlation with nothing', () => admin.createRule('topic', 's', 'r', {}), 'must compare at least one property'],
    [
      'a subscription that forwards to its topic',
      () => admin.createSubscription('topic', 'x', { forwardTo: 'topic' }),
      'ForwardTo',
    ],
  ])('is %s', async (_what, ask, reason) => {
    await expect(ask()).rejects.toMatchObject(bad(reason));
  });

  it('is a subscription whose rule cannot be read, and then there is no subscription', async () => {
    const defaultRuleOptions = { name: 'r', filter: { sqlExpression: 'a LIKE' } };
    await expect(admin.createSubscription('topic', 'bad', { defaultRuleOptions })).rejects.toMatchObject(
      bad('it ends too early'),
    );
    expect(await admin.subscriptionExists('topic', 'bad')).toBe(false);
    await admin.createSubscription('topic', 'bad');
  });

  const ask = async (method: string, path: string, body?: string) => {
    const response = await fetch(`http://127.0.0.1:${bus.port}${path}`, {
      method,
      ...(body === undefined ? {} : { body }),
    });
    return [response.status, (await response.text()).replaceAll('&apos;', "'")];
  };

  const entry = (content: string) =>
    `<entry xmlns="http://www.w3.org/2005/Atom"><content type="application/xml">${content}</content></entry>`;

  it.each([
    ['no body', '', 400, 'The request body'],
    ['a body that is no XML', 'lockDuration=PT5S', 400, 'The request body'],
    ['XML that ends too early', '<entry><content>', 400, 'is not valid XML'],
    ['an entry of something else', entry('<RuleDescription/>'), 400, "'QueueDescription'; it is 'RuleDescription'"],
    [
      'an unknown element',
      entry('<QueueDescription><Colour>red</Colour></QueueDescription>'),
      400,
      "'Colour' is not an",
    ],
    [
      'an element twice',
      entry('<QueueDescription><Status>Active</Status><Status>Active</Status></QueueDescription>'),
      400,
      "'Status' must be there only once",
    ],
    ['an empty element', entry('<QueueDescription><MaxDeliveryCount/></QueueDescription>'), 400, "'MaxDeliveryCount'"],
    ['a body of a megabyte', ' '.repeat(1024 * 1024), 413, 'must have at most 262144 bytes; it has 1048576'],
  ])('is %s', async (_what, body, status, reason) => {
    expect(await ask('PUT', '/fresh?api-version=2021-05', body)).toEqual([status, expect.stringContaining(reason)]);
    expect(bus.counts()).not.toHaveProperty('fresh');
  });

  it.each([
    ['POST', '/there', 405, 'The method POST is not allowed'],
    ['DELETE', '/$Resources/queues', 405, 'The method DELETE is not allowed'],
    ['GET', '/%zz', 400, 'is not properly encoded'],
    ['GET', '/$Resources/queues?$top=-1', 400, "'$top' must not be negative"],
    ['GET', '/$Resources/queues?$skip=x', 400, "'$skip' must be a whole number"],
  ])('is %s %s', async (method, path, status, reason) => {
    const [got, text] = await ask(method, path);
    expect([got, text]).toEqual([status, expect.stringContaining(reason)]);
    expect(text).toContain(`<Error><Code>${status}</Code><Detail>SubCode=${status}00. `);
  });
});
