import { declaredBy } from './definitions.js';
import type { EmulatorConfig } from './schema.js';

const anEntity = (entities: object): EmulatorConfig => ({ UserConfig: { Namespaces: [{ Name: 'n', ...entities }] } });

describe("Microsoft's Config.json", () => {
  it('is read as it is documented', () => {
    const { queues, topics } = declaredBy({
      UserConfig: {
        Namespaces: [
          {
            Name: 'sbemulatorns',
            Queues: [
              {
                Name: 'queue.1',
                Properties: {
                  DeadLetteringOnMessageExpiration: false,
                  DefaultMessageTimeToLive: 'PT1H',
                  DuplicateDetectionHistoryTimeWindow: 'PT20S',
                  ForwardDeadLetteredMessagesTo: '',
                  ForwardTo: '',
                  LockDuration: 'PT1M',
                  MaxDeliveryCount: 3,
                  RequiresDuplicateDetection: false,
                  RequiresSession: false,
                },
              },
            ],
            Topics: [
              {
                Name: 'topic.1',
                Properties: { DefaultMessageTimeToLive: 'PT1H', RequiresDuplicateDetection: false },
                Subscriptions: [
                  {
                    Name: 'subscription.1',
                    Rules: [
                      {
                        Name: 'filter',
                        Properties: {
                          FilterType: 'Correlation',
                          CorrelationFilter: {
                            ContentType: 'application/text',
                            Label: 'subject1',
                            Properties: { a: 'b' },
                          },
                        },
                      },
                    ],
                  },
                  { Name: 'subscription.2' },
                ],
              },
            ],
          },
        ],
        Logging: { Type: 'File' },
      },
    });
    expect(queues).toMatchObject([
      { name: 'queue.1', maxDeliveryCount: 3, lockDuration: 60_000, defaultTimeToLive: 3_600_000 },
    ]);
    const [topic] = topics;
    expect(topic?.definition).toMatchObject({ name: 'topic.1', requiresDuplicateDetection: false });
    expect(topic?.subscriptions.map(({ rules }) => rules[0])).toMatchObject([
      {
        name: 'filter',
        filter: { kind: 'correlation', contentType: 'application/text', label: 'subject1', properties: { a: 'b' } },
      },
      { name: '$Default', filter: { kind: 'sql', expression: '1=1' } },
    ]);
  });

  const aQueue = (Properties: object) => anEntity({ Queues: [{ Name: 'q', Properties }] });
  const aTopic = (topic: object) => anEntity({ Topics: [{ Name: 't', ...topic }] });
  const aRule = (rule: object) => aTopic({ Subscriptions: [{ Name: 's', Rules: [{ Name: 'r', ...rule }] }] });
  const queue = 'UserConfig.Namespaces[0].Queues[0]';
  const subscription = 'UserConfig.Namespaces[0].Topics[0].Subscriptions[0]';

  it.each([
    [{}, 'UserConfig is missing'],
    [[], 'the file must be an object'],
    [{ UserConfig: {} }, 'UserConfig.Namespaces is missing'],
    [{ UserConfig: { Namespaces: [] } }, 'UserConfig.Namespaces must be as long as at least 1'],
    [{ UserConfig: { Namespaces: [{}] } }, 'UserConfig.Namespaces[0].Name is missing'],
    [{ UserConfig: { Namespaces: [{ Name: 'a' }, { Name: 'b' }] } }, 'only one namespace is supported'],
    [anEntity({ Queues: {} }), 'UserConfig.Namespaces[0].Queues must be an array'],
    [anEntity({ Queues: [{}] }), `${queue}.Name is missing`],
    [anEntity({ Queues: [{ Name: 7 }] }), `${queue}.Name must be a string`],
    [anEntity({ Queues: [{ Name: '' }] }), `${queue}.Name`],
    [anEntity({ Queues: [{ Name: 'a b' }] }), `${queue}.Name may contain letters, digits`],
    [anEntity({ Queues: [{ Name: '/a' }] }), `${queue}.Name must not begin or end with /`],
    [anEntity({ Queues: [{ Name: 'a' }, { Name: 'A' }] }), 'UserConfig.Namespaces[0].Queues must have different names'],
    [
      aQueue({ LockDuration: 'a minute' }),
      `${queue}.Properties.LockDuration must be an ISO 8601 duration such as PT1M`,
    ],
    [aQueue({ LockDuration: 60 }), `${queue}.Properties.LockDuration must be a string`],
    [aQueue({ LockDuration: 'PT0S' }), `${queue}.Properties.LockDuration must be longer than nothing`],
    [aQueue({ DefaultMessageTimeToLive: 'P1M' }), `${queue}.Properties.DefaultMessageTimeToLive must be an ISO 8601`],
    [aQueue({ MaxDeliveryCount: 0 }), `${queue}.Properties.MaxDeliveryCount must be at least 1`],
    [aQueue({ MaxDeliveryCount: 2001 }), `${queue}.Properties.MaxDeliveryCount must be at most 2000`],
    [aQueue({ MaxDeliveryCount: 1.5 }), `${queue}.Properties.MaxDeliveryCount must be a whole number`],
    [aQueue({ MaxDeliveryCount: '3' }), `${queue}.Properties.MaxDeliveryCount must be a number`],
    [aQueue({ RequiresSession: 'yes' }), `${queue}.Properties.RequiresSession must be a boolean`],
    [
      aQueue({ Status: 'Off' }),
      `${queue}.Properties.Status must be one of Active, Disabled, SendDisabled, ReceiveDisabled`,
    ],
    [aTopic({ Subscriptions: [{}] }), `${subscription}.Name is missing`],
    [aTopic({ Subscriptions: [{ Name: 's'.repeat(51) }] }), `${subscription}.Name must be as long as at most 50`],
    [aTopic({ Subscriptions: [{ Name: 's' }, { Name: 'S' }] }), 'Topics[0].Subscriptions must have different names'],
    [aRule({}), `${subscription}.Rules[0].Properties is missing`],
    [aRule({ Properties: {} }), `${subscription}.Rules[0].Properties.FilterType must be one of Sql, Correlation`],
    [aRule({ Properties: { FilterType: 'Sql' } }), `${subscription}.Rules[0].Properties.SqlFilter is missing`],
    [
      aRule({ Properties: { FilterType: 'Sql', SqlFilter: { SqlExpression: 'x'.repeat(1025) } } }),
      `${subscription}.Rules[0].Properties.SqlFilter.SqlExpression must be as long as at most 1024`,
    ],
    [
      aRule({ Properties: { FilterType: 'Correlation' } }),
      `${subscription}.Rules[0].Properties.CorrelationFilter is missing`,
    ],
    [
      aRule({ Properties: { FilterType: 'Correlation', CorrelationFilter: { Label: 7 } } }),
      `${subscription}.Rules[0].Properties.CorrelationFilter.Label must be a string`,
    ],
  ])('is refused with the path and the reason: %j', (config, reason) => {
    expect(() => declaredBy(config as EmulatorConfig)).toThrow(reason);
  });

  it('tells everything that is wrong at once', () => {
    const config = anEntity({ Queues: [{ Name: 'a b', Properties: { MaxDeliveryCount: 0 } }] });
    expect(() => declaredBy(config)).toThrow(
      `Queues[0].Name may contain letters, digits, and . - _ / ~ only; ${queue}.Properties.MaxDeliveryCount must be at least 1.`,
    );
  });
});
