import type { ServiceBusMessage } from '@azure/service-bus';
import { next, type Running, startWith, whatComes } from './emulator.js';

const sql = (SqlExpression: string, action?: string) => ({
  FilterType: 'Sql' as const,
  SqlFilter: { SqlExpression },
  ...(action === undefined ? {} : { Action: { SqlExpression: action } }),
});

describe('topics', () => {
  let bus: Running;

  beforeAll(async () => {
    const routing = (name: string, type: string) => ({
      Name: name,
      Rules: [{ Name: 'routing', Properties: sql(`(sys.To IS NULL OR sys.To = '${name}') AND (type LIKE '${type}')`) }],
    });
    bus = await startWith({
      Topics: [
        {
          Name: 'orders',
          Subscriptions: [
            routing('payment-service', 'shop.order.placed.v%'),
            routing('stock', 'shop.order.%'),
            { Name: 'everything' },
          ],
        },
        {
          Name: 'matching',
          Subscriptions: [
            {
              Name: 'correlated',
              Rules: [
                {
                  Name: 'one',
                  Properties: {
                    FilterType: 'Correlation',
                    CorrelationFilter: { Label: 'a', Properties: { colour: 'red' } },
                  },
                },
                { Name: 'two', Properties: { FilterType: 'Correlation', CorrelationFilter: { CorrelationId: 'c7' } } },
              ],
            },
            {
              Name: 'changed',
              Rules: [
                { Name: 'plain', Properties: sql("colour = 'red'") },
                {
                  Name: 'marked',
                  Properties: sql(
                    "colour = 'red'",
                    "SET user.mark = colour + '!'; SET sys.Label = 'marked'; REMOVE colour",
                  ),
                },
              ],
            },
          ],
        },
        { Name: 'managed', Subscriptions: [{ Name: 'rules' }] },
        { Name: 'shared', Subscriptions: [{ Name: 'one' }, { Name: 'two' }] },
      ],
    });
  });

  afterAll(() => bus.stop());

  const publish = (topic: string, ...messages: ServiceBusMessage[]) =>
    bus.client.createSender(topic).sendMessages(messages);

  const taken = async (topic: string, subscription: string): Promise<unknown[]> => {
    const receiver = bus.client.createReceiver(topic, subscription, { receiveMode: 'receiveAndDelete' });
    const bodies = (await whatComes(receiver)).map(({ body }) => body);
    await receiver.close();
    return bodies;
  };

  it('copies a message to the subscriptions whose SQL filter matches', async () => {
    await publish(
      'orders',
      { body: 'placed', applicationProperties: { type: 'shop.order.placed.v1' } },
      { body: 'paid', applicationProperties: { type: 'shop.order.paid.v1' } },
      { body: 'again', to: 'payment-service', applicationProperties: { type: 'shop.order.placed.v1' } },
      { body: 'other', applicationProperties: { type: 'shop.cart.changed.v1' } },
    );
    expect(await taken('orders', 'payment-service')).toEqual(['placed', 'again']);
    expect(await taken('orders', 'stock')).toEqual(['placed', 'paid']);
    expect(await taken('orders', 'everything')).toEqual(['placed', 'paid', 'again', 'other']);
  });

  it('matches correlation filters: all of one rule, any of the rules', async () => {
    await publish(
      'matching',
      { body: 'both', subject: 'a', applicationProperties: { colour: 'red' } },
      { body: 'half', subject: 'a', applicationProperties: { colour: 'green' } },
      { body: 'id', correlationId: 'c7' },
    );
    expect(await taken('matching', 'correlated')).toEqual(['both', 'id']);
    await taken('matching', 'changed');
  });

  it('makes a further copy for a rule with an action, changed by it', async () => {
    await publish('matching', { body: 'x', subject: 'b', applicationProperties: { colour: 'red' } });
    const receiver = bus.client.createReceiver('matching', 'changed', { receiveMode: 'receiveAndDelete' });
    const got = await whatComes(receiver);
    expect(got.map(({ subject, applicationProperties }) => ({ subject, applicationProperties }))).toEqual(
      expect.arrayContaining([
        { subject: 'b', applicationProperties: { colour: 'red' } },
        { subject: 'marked', applicationProperties: { mark: 'red!' } },
      ]),
    );
    expect(got).toHaveLength(2);
  });

  it('settles the copies of subscriptions independently', async () => {
    await publish('shared', { body: 'x' });
    const one = bus.client.createReceiver('shared', 'one');
    await one.deadLetterMessage(await next(one), { deadLetterReason: 'no', deadLetterErrorDescription: 'told' });
    expect(bus.counts()).toMatchObject({
      'shared/Subscriptions/one': { active: 0, deadLetter: 1 },
      'shared/Subscriptions/two': { active: 1 },
    });
    expect(
      (await next(bus.client.createReceiver('shared', 'one', { subQueueType: 'deadLetter' }))).deadLetterReason,
    ).toBe('no');
    const two = await next(bus.client.createReceiver('shared', 'two'));
    expect(two.applicationProperties).toBeUndefined();
  });

  it('adds, lists and removes rules for the rule manager', async () => {
    const rules = bus.client.createRuleManager('managed', 'rules');
    const list = async () => {
      const found = [];
      for await (const rule of rules.listRules()) found.push(rule);
      return found;
    };
    expect(await list()).toEqual([{ name: '$Default', filter: { sqlExpression: '1=1' }, action: {} }]);
    await rules.deleteRule('$Default');
    await publish('managed', { body: 'nobody' });
    await rules.createRule('big', { sqlExpression: 'size > 10' }, { sqlExpression: 'SET seen = TRUE' });
    await rules.createRule('Red', { subject: 'red', applicationProperties: { n: 1 } });
    await publish(
      'managed',
      { body: 'big', applicationProperties: { size: 11 } },
      { body: 'red', subject: 'red', applicationProperties: { n: 1 } },
    );
    expect(await taken('managed', 'rules')).toEqual(['big', 'red']);
    expect(await list()).toMatchObject([
      { name: 'Red', filter: { subject: 'red', applicationProperties: { n: 1 } } },
      { name: 'big', filter: { sqlExpression: 'size > 10' }, action: { sqlExpression: 'SET seen = TRUE' } },
    ]);
    await expect(rules.createRule('big', { sqlExpression: '1=1' })).rejects.toMatchObject({
      code: 'MessagingEntityAlreadyExists',
    });
    await expect(rules.createRule('bad', { sqlExpression: 'size >' })).rejects.toThrow(
      "The rule 'bad' cannot be read: it ends too early",
    );
    await expect(rules.deleteRule('nothing')).rejects.toMatchObject({ code: 'MessagingEntityNotFound' });
  });

  it('does not let a topic be received from', async () => {
    await expect(bus.client.createReceiver('orders').receiveMessages(1)).rejects.toThrow(
      'received from its subscriptions',
    );
  });
});
