import { BrokerFailure } from '../broker/failure.js';
import type { Subscription } from '../broker/topic.js';
import type { CorrelationFilter } from '../filters/correlation.js';
import type { RuleValue } from '../filters/facts.js';
import type { RuleDefinition, RuleFilter } from '../filters/rule.js';
import { subscriptionNames } from './address.js';
import type { Broker } from './broker.js';
import type { Operation } from './operation.js';
import { type Typed, types } from './rhea.js';
import { mapOf, numberOf, plain, textOf } from './typed.js';

/** Descriptors of Service Bus' own types. */
const RULE = 0x13700000004;
const EMPTY_ACTION = 0x13700000005;
const SQL_ACTION = 0x13700000006;
const SQL_FILTER = 0x1370000006;
const TRUE_FILTER = 0x1370000007;
const FALSE_FILTER = 0x1370000008;
const CORRELATION_FILTER = 0x1370000009;

/** A subscription's rules through its management node, as the client's rule manager uses it. */
export const ruleOperations: { readonly [name: string]: Operation } = {
  'com.microsoft:add-rule': (body, path, broker) => {
    const subscription = subscriptionAt(path, broker);
    subscription.addRule(
      ruleOf(textOf(body.get('rule-name')) ?? '', mapOf(body.get('rule-description')), broker.now()),
    );
    broker.namespace.saved(subscription.queue.path);
    return { status: 200 };
  },

  'com.microsoft:remove-rule': (body, path, broker) => {
    const subscription = subscriptionAt(path, broker);
    subscription.removeRule(textOf(body.get('rule-name')) ?? '');
    broker.namespace.saved(subscription.queue.path);
    return { status: 200 };
  },

  'com.microsoft:enumerate-rules': (body, path, broker) => {
    const skip = numberOf(body.get('skip')) ?? 0;
    const top = numberOf(body.get('top')) ?? 100;
    const rules = subscriptionAt(path, broker).rules.slice(skip, skip + top);
    if (rules.length === 0) return { status: 204, description: 'No Content' };
    const described = rules.map((rule) => types.wrap({ 'rule-description': describe(rule) }));
    return { status: 200, body: { rules: types.wrap_list(described) } };
  },
};

function subscriptionAt(path: string, broker: Broker): Subscription {
  const names = subscriptionNames(path);
  if (names === undefined) throw new BrokerFailure('not-allowed', `'${path}' is not a subscription and has no rules.`);
  return broker.namespace.subscription(...names);
}

function ruleOf(name: string, description: ReadonlyMap<string, Typed>, createdAt: number): RuleDefinition {
  const action = textOf(mapOf(description.get('sql-rule-action')).get('expression'));
  return { name, filter: filterOf(description), createdAt, ...(action === undefined ? {} : { action }) };
}

function filterOf(description: ReadonlyMap<string, Typed>): RuleFilter {
  const sql = description.get('sql-filter');
  if (sql !== undefined) return { kind: 'sql', expression: textOf(mapOf(sql).get('expression')) ?? '' };
  const given = mapOf(description.get('correlation-filter'));
  const properties: { [name: string]: RuleValue } = {};
  for (const [name, value] of mapOf(given.get('properties'))) {
    const known = plain(value);
    if (known !== undefined) properties[name] = known as RuleValue; // AMQP's simple types are the rule's
  }
  return {
    kind: 'correlation',
    correlationId: textOf(given.get('correlation-id')),
    messageId: textOf(given.get('message-id')),
    to: textOf(given.get('to')),
    replyTo: textOf(given.get('reply-to')),
    label: textOf(given.get('label')),
    sessionId: textOf(given.get('session-id')),
    replyToSessionId: textOf(given.get('reply-to-session-id')),
    contentType: textOf(given.get('content-type')),
    properties,
  };
}

const described = (descriptor: number, values: readonly unknown[]): Typed =>
  types.described_nc(types.wrap_ulong(descriptor), types.List32(values.map((value) => types.wrap(value))));

function describe({ name, filter, action, createdAt }: RuleDefinition): Typed {
  return described(RULE, [
    filter.kind === 'sql' ? describeSql(filter.expression) : describeCorrelation(filter),
    action === undefined ? described(EMPTY_ACTION, []) : described(SQL_ACTION, [action, types.wrap_int(20)]),
    name,
    types.wrap_timestamp(createdAt ?? 0),
  ]);
}

function describeSql(expression: string): Typed {
  const compact = expression.replaceAll(' ', '');
  if (compact === '1=1') return described(TRUE_FILTER, []);
  if (compact === '1=0') return described(FALSE_FILTER, []);
  return described(SQL_FILTER, [expression, types.wrap_int(20)]);
}

const describeCorrelation = (filter: CorrelationFilter): Typed =>
  described(CORRELATION_FILTER, [
    filter.correlationId,
    filter.messageId,
    filter.to,
    filter.replyTo,
    filter.label,
    filter.sessionId,
    filter.replyToSessionId,
    filter.contentType,
    filter.properties ?? {},
  ]);
