import { aRecord } from '../../../../test/lambda/a-record.js';
import { failed } from '../outcome.js';
import { verdictOf } from './verdict.js';

const records = ['10', '11', '12'].map((sequence) => aRecord(sequence));
const verdict = (payload: string) => verdictOf({ ok: true, payload }, records);
const failures = (...ids: unknown[]) =>
  JSON.stringify({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) });

test.each(['', 'null', '{}', '{"batchItemFailures":null}', '{"batchItemFailures":[]}'])(
  '%p says that all is done',
  (payload) => {
    expect(verdict(payload)).toEqual({ done: true });
  },
);

test('the lowest sequence number that failed is where it goes on, in whatever order they are told', () => {
  expect(verdict(failures('12', '11'))).toEqual({ done: false, from: 1 });
  expect(verdict(failures('10'))).toEqual({ done: false, from: 0 });
});

test.each([
  ['an empty identifier', failures('')],
  ['no identifier', failures(null)],
  ['another name', '{"batchItemFailures":[{"id":"11"}]}'],
  ['a record of another batch', failures('11', '13')],
  ['no JSON', 'hello'],
  ['a text', '"done"'],
])('%s makes the whole batch fail', (_, payload) => {
  expect(verdict(payload)).toEqual({ done: false, from: undefined });
});

test('a function error makes the whole batch fail', () => {
  expect(verdictOf(failed('Error', 'broken'), records)).toEqual({ done: false, from: undefined });
});
