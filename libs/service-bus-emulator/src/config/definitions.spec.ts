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

  it.each([
    [{}, 'UserConfig Invalid input'],
    [anEntity({ Queues: [{}] }), 'UserConfig.Namespaces[0].Queues[0].Name Invalid input'],
    [anEntity({ Queues: [{ Name: 'a' }, { Name: 'A' }] }), 'UserConfig.Namespaces[0].Queues must have different names'],
    [
      anEntity({ Queues: [{ Name: 'a', Properties: { MaxDeliveryCount: 0 } }] }),
      'UserConfig.Namespaces[0].Queues[0].Properties.MaxDeliveryCount Too small',
    ],
    [
      anEntity({
        Topics: [
          { Name: 't', Subscriptions: [{ Name: 's', Rules: [{ Name: 'r', Properties: { FilterType: 'Sql' } }] }] },
        ],
      }),
      'UserConfig.Namespaces[0].Topics[0].Subscriptions[0].Rules[0].Properties.SqlFilter is missing',
    ],
  ])('is refused with the path and the reason: %j', (config, reason) => {
    expect(() => declaredBy(config as EmulatorConfig)).toThrow(reason);
  });
});
