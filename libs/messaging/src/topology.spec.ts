import { eventTypes } from '@causeway/data-model';
import {
  bridgeGrants,
  emulatorConfig,
  grants,
  operatorGrants,
  ruleOf,
  subscriptions,
  topicKeys,
  topics,
} from './topology.js';

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

  it('tells payment-service of orders to charge and to cancel, and of people to forget', () => {
    expect(typesFor('payment-service')).toEqual([
      'shop.order.placed.v1',
      'shop.order.cancel_requested.v1',
      'shop.account.erased.v1',
    ]);
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
    DuplicateDetectionHistoryTimeWindow: 'PT5M',
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

describe('the rights', () => {
  const services = [...new Set(grants.map(({ service }) => service))].sort();
  const mayDo = (service: string, right: 'Send' | 'Listen') =>
    new Set(grants.filter((one) => one.service === service && one.right === right).map(({ topic }) => topic));

  it('let one service alone emit the events of a topic', () => {
    const owners = grants.filter(({ why }) => why === 'publish').map(({ topic, service }) => `${topic}: ${service}`);
    expect(owners.sort()).toEqual([
      'accounts: identity-service',
      'catalogue: product-service',
      'notifications: notification-service',
      'orders: order-service',
      'payments: payment-service',
    ]);
  });

  it('let a consumer listen to its own subscriptions, and send where it may have to put an event off', () => {
    const listening = grants.flatMap((one) => (one.right === 'Listen' ? [`${one.topic}/${one.subscription}`] : []));
    expect(listening.sort()).toEqual(subscriptions.map(({ topic, name }) => `${topic}/${name}`).sort());
    for (const { why, service, topic } of grants) {
      if (why === 'send-again-later') expect(mayDo(service, 'Listen')).toContain(topic);
    }
    expect([...mayDo('identity-service', 'Send')]).toEqual(['accounts']);
    expect([...mayDo('identity-service', 'Listen')]).toEqual([]);
    expect([...mayDo('product-service', 'Send')].sort()).toEqual(['catalogue', 'orders']);
    expect(mayDo('payment-service', 'Send')).not.toContain('catalogue');
  });

  it('let an operator redrive every dead letter there can be', () => {
    const reached = operatorGrants.flatMap((one) =>
      one.right === 'Listen' ? [`${one.topic}/${one.subscription}`] : [],
    );
    expect(reached).toEqual(subscriptions.map(({ topic, name }) => `${topic}/${name}`));
    expect(new Set(operatorGrants.map(({ topic }) => topic))).toEqual(new Set(Object.keys(topics)));
  });

  it('are one key for each service on each of its topics, no more on any than a topic can have rules', () => {
    const keys = topicKeys(Object.fromEntries(services.map((service) => [service, `secret of ${service}`])));
    const ofOrders = keys.filter(({ entity }) => entity === 'orders').map(({ name, rights }) => [name, rights]);
    expect(Object.fromEntries(ofOrders)).toEqual({
      'order-service': ['Send'],
      'payment-service': ['Listen', 'Send'],
      'product-service': ['Listen', 'Send'],
      'notification-service': ['Listen', 'Send'],
      'analytics-service': ['Listen', 'Send'],
    });
    const counts = Map.groupBy(keys, ({ entity }) => entity);
    // Of the 12 that the service allows; whoever operates it needs some.
    for (const rules of counts.values()) expect(rules.length).toBeLessThanOrEqual(10);
    expect(new Set(keys.map(({ name, key }) => `${name} ${key}`)).size).toBe(services.length);
  });

  it('let the bridge consume in the place of services that cannot listen, and put their events off', () => {
    const listening = bridgeGrants.flatMap((one) =>
      one.right === 'Listen' ? [`${one.topic}/${one.subscription}`] : [],
    );
    expect(listening.sort()).toEqual([
      'accounts/order-service',
      'catalogue/order-service',
      'notifications/order-service',
      'orders/product-service',
      'payments/order-service',
    ]);
    const sending = bridgeGrants.flatMap((one) => (one.right === 'Send' ? [one.topic] : []));
    expect(sending.sort()).toEqual(['accounts', 'catalogue', 'notifications', 'orders', 'payments']);
    const keyOf = Object.fromEntries([...services, 'bridge'].map((service) => [service, `secret of ${service}`]));
    expect(topicKeys(keyOf)).toContainEqual({
      name: 'bridge',
      key: 'secret of bridge',
      rights: ['Listen', 'Send'],
      entity: 'orders',
    });
  });

  it('are refused as keys when one is missing', () => {
    expect(() => topicKeys({ 'order-service': 'k' })).toThrow('product-service has rights on the topic catalogue');
  });
});
