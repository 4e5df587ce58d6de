import { eventTypes } from '@causeway/data-model';
import { emulatorConfig, ruleOf, subscriptions, topics } from './topology.js';

/** The types a service consumes, over all its subscriptions. */
const typesFor = (service: string) =>
  subscriptions.filter(({ name }) => name === service).flatMap(({ topic, types }) => types ?? topics[topic]);

describe('the topology', () => {
  it('publishes every type to one topic, and every topic reaches analytics', () => {
    expect(Object.values(topics).flat().sort()).toEqual(Object.keys(eventTypes).sort());
    const analysed = subscriptions.filter(({ name }) => name === 'analytics-service').map(({ topic }) => topic);
    expect(analysed.sort()).toEqual(Object.keys(topics).sort());
    expect(typesFor('analytics-service').sort()).toEqual(Object.keys(eventTypes).sort());
  });

  it('subscribes only to types that are published there', () => {
    for (const { topic, types = [] } of subscriptions)
      expect(topics[topic]).toEqual(expect.arrayContaining([...types]));
  });

  it('tells payment-service of orders to charge and to cancel', () => {
    expect(typesFor('payment-service')).toEqual(['shop.order.placed.v1', 'shop.order.cancel_requested.v1']);
  });

  it('selects types in any version, and of delayed re-sends only its own', () => {
    const [catalogue, everything] = subscriptions;
    expect(catalogue && ruleOf(catalogue)).toBe(
      "(sys.To IS NULL OR sys.To = 'order-service') AND (type LIKE 'shop.reservation.committed.v%' OR type LIKE 'shop.reservation.released.v%')",
    );
    expect(everything && ruleOf(everything)).toBe("(sys.To IS NULL OR sys.To = 'analytics-service')");
  });
});

it("the emulator's configuration keeps to the emulator's limits", () => {
  const [namespace] = emulatorConfig().UserConfig.Namespaces;
  expect(namespace?.Name).toBe('sbemulatorns');
  const entities = namespace?.Topics.flatMap(({ Subscriptions }) => [1, ...Subscriptions]) ?? [];
  expect(entities.length).toBeLessThanOrEqual(50);
  const orders = namespace?.Topics.find(({ Name }) => Name === 'orders');
  expect(orders?.Properties).toEqual({
    DefaultMessageTimeToLive: 'PT1H',
    DuplicateDetectionHistoryTimeWindow: 'PT10M',
    RequiresDuplicateDetection: true,
  });
  expect(orders?.Subscriptions.map(({ Name }) => Name)).toEqual([
    'payment-service',
    'product-service',
    'notification-service',
    'analytics-service',
  ]);
  expect(orders?.Subscriptions[0]).toMatchObject({
    Properties: { MaxDeliveryCount: 10, LockDuration: 'PT1M', RequiresSession: false },
    Rules: [{ Name: 'routing', Properties: { FilterType: 'Sql' } }],
  });
});
