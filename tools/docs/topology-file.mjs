/**
 * infra/azure/topology.json, which Terraform makes the entities of Service Bus and their roles of. Lists hold objects alone,
 * so that the formatter has nothing to say about it.
 *
 * @param topology the exports of libs/messaging/src/topology.ts
 */
export function topologyFile({ topics, subscriptions, ruleName, ruleOf, limits, grants, operatorGrants }) {
  const { maxDeliveryCount, lockDuration, duplicateDetection } = limits;
  return asJson({
    limits: { maxDeliveryCount, lockDuration, duplicateDetection },
    topics: Object.keys(topics).map((name) => ({ name })),
    subscriptions: subscriptions.map((one) => ({
      topic: one.topic,
      name: one.name,
      rule: ruleName,
      filter: ruleOf(one),
    })),
    grants,
    operatorGrants,
  });
}

const asJson = (value) => `${JSON.stringify(value, null, 2)}\n`;
