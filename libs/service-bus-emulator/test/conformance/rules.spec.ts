import type { RuleProperties, ServiceBusMessage, ServiceBusRuleManager } from '@azure/service-bus';
import { whatComes } from './receiving.js';
import { openTarget, type Target } from './target.js';

describe('the rule manager', () => {
  let bus: Target;
  let topic: string;
  let rules: ServiceBusRuleManager;

  beforeAll(async () => {
    bus = await openTarget('rules');
    topic = bus.name('managed');
    rules = bus.client.createRuleManager(topic, 'rules');
  });

  afterAll(() => bus.close());

  afterEach(async () => {
    for (const { name } of await list()) await rules.deleteRule(name);
  });

  const list = async (): Promise<RuleProperties[]> => {
    const found: RuleProperties[] = [];
    // Of no rules the client makes one that is undefined.
    for await (const rule of rules.listRules()) if (rule !== undefined) found.push(rule);
    return found;
  };

  const taken = async (...messages: ServiceBusMessage[]): Promise<unknown[]> => {
    await bus.client.createSender(topic).sendMessages(messages);
    const receiver = bus.client.createReceiver(topic, 'rules', { receiveMode: 'receiveAndDelete' });
    const bodies = (await whatComes(receiver)).map(({ body }) => body);
    await receiver.close();
    return bodies;
  };

  it('finds the default rule of a new subscription, and removes it', async () => {
    expect(await list()).toMatchObject([{ name: '$Default', filter: { sqlExpression: '1=1' } }]);
    expect(await taken({ body: 'all' })).toEqual(['all']);
    await rules.deleteRule('$Default');
    expect(await list()).toEqual([]);
    expect(await taken({ body: 'nobody' })).toEqual([]);
  });

  it('adds and lists SQL and correlation filters and actions', async () => {
    await rules.createRule('big', { sqlExpression: 'size > 10' }, { sqlExpression: 'SET seen = TRUE' });
    const filter = {
      subject: 'red',
      correlationId: 'c',
      messageId: 'm',
      to: 't',
      replyTo: 'r',
      sessionId: 's',
      replyToSessionId: 'rs',
      contentType: 'ct',
      applicationProperties: { n: 1, text: 'x', yes: true },
    };
    await rules.createRule('all', filter);
    const found = await list();
    expect(found.find(({ name }) => name === 'big')).toMatchObject({
      filter: { sqlExpression: 'size > 10' },
      action: { sqlExpression: 'SET seen = TRUE' },
    });
    expect(found.find(({ name }) => name === 'all')).toMatchObject({ filter });
    expect(found).toHaveLength(2);
  });

  it('routes by the rules as they are now', async () => {
    await rules.createRule('big', { sqlExpression: 'size > 10' });
    await rules.createRule('red', { subject: 'red', applicationProperties: { n: 1 } });
    const messages = [
      { body: 'big', applicationProperties: { size: 11 } },
      { body: 'small', applicationProperties: { size: 10 } },
      { body: 'red', subject: 'red', applicationProperties: { n: 1 } },
    ];
    expect(await taken(...messages)).toEqual(['big', 'red']);
    await rules.deleteRule('big');
    expect(await taken(...messages)).toEqual(['red']);
  });

  it('lets everything or nothing through', async () => {
    await rules.createRule('none', { sqlExpression: '1=0' });
    expect(await taken({ body: 1 })).toEqual([]);
    await rules.createRule('all', { sqlExpression: '1=1' });
    expect(await taken({ body: 2 })).toEqual([2]);
    expect((await list()).map(({ filter }) => filter)).toEqual(
      expect.arrayContaining([{ sqlExpression: '1=0' }, { sqlExpression: '1=1' }]),
    );
  });

  it('refuses what is there already, what is not there, and what cannot be read', async () => {
    await rules.createRule('one', { sqlExpression: '1=1' });
    await expect(rules.createRule('one', { sqlExpression: '1=1' })).rejects.toMatchObject({
      code: 'MessagingEntityAlreadyExists',
    });
    await expect(rules.deleteRule('nothing')).rejects.toMatchObject({ code: 'MessagingEntityNotFound' });
    await expect(rules.createRule('bad', { sqlExpression: 'size >' })).rejects.toThrow();
    await expect(rules.createRule('bad', { sqlExpression: '1=1' }, { sqlExpression: 'SET' })).rejects.toThrow();
    expect((await list()).map(({ name }) => name)).toEqual(['one']);
  });
});
