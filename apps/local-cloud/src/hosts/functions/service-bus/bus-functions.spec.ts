import type { HostJson } from '../host-json.js';
import { busFunctionsIn, pathOf } from './bus-functions.js';

const hostWith = (autoCompleteMessages: boolean) =>
  ({ extensions: { serviceBus: { autoCompleteMessages } } }) as HostJson; // nothing else is read
const aFunction = (trigger: object) => ({
  name: 'take',
  functionId: 'take',
  bindings: { message: { type: 'serviceBusTrigger', direction: 'in' as const, ...trigger } },
});

test('a topic trigger has what it says, and host.json decides about settlement', () => {
  const trigger = { topicName: '%TOPIC%', subscriptionName: 'payments', connection: 'Bus', dataType: 'binary' };
  const [found] = busFunctionsIn([aFunction(trigger)], hostWith(false), { TOPIC: 'orders' });
  expect(found).toMatchObject({
    entity: { topic: 'orders', subscription: 'payments' },
    connection: 'Bus',
    autoComplete: false,
    sessions: false,
    many: false,
    binary: true,
  });
  expect(found && pathOf(found.entity)).toBe('orders/payments');
});

test("a queue trigger's own word about settlement goes before host.json's", () => {
  const trigger = { queueName: 'mails', autoCompleteMessages: false, cardinality: 'many', isSessionsEnabled: true };
  const [found] = busFunctionsIn([aFunction(trigger)], hostWith(true), {});
  expect(found).toMatchObject({ entity: { queue: 'mails' }, autoComplete: false, many: true, sessions: true });
});

test('other functions are nothing to it', () => {
  const other = { name: 'greet', functionId: 'greet', bindings: { request: { type: 'httpTrigger' } } };
  expect(busFunctionsIn([other], hostWith(true), {})).toEqual([]);
});

test('a trigger without an entity is refused in one sentence', () => {
  expect(() => busFunctionsIn([aFunction({ topicName: 'orders' })], hostWith(true), {})).toThrow(
    'The trigger of take names neither a queue nor a topic with a subscription: give it one.',
  );
});
