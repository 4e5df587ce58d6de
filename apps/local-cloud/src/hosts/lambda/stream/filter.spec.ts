import { enteringOutbox, matches } from './filter.js';

const record = (eventName: string, pk: unknown) => ({ eventName, dynamodb: { Keys: { pk: { S: pk } } } });

test('what enters the outbox is for the relay, and nothing else is', () => {
  expect(matches(record('INSERT', 'OUT#1'), enteringOutbox)).toBe(true);
  expect(matches(record('REMOVE', 'OUT#1'), enteringOutbox)).toBe(false);
  expect(matches(record('INSERT', 'O#1'), enteringOutbox)).toBe(false);
  expect(matches(record('INSERT', undefined), enteringOutbox)).toBe(false);
  expect(matches({ eventName: 'INSERT' }, enteringOutbox)).toBe(false);
});
