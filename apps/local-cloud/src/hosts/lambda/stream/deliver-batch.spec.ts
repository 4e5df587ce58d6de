import { aRecord } from '../../../../test/lambda/a-record.js';
import { failed, type Outcome, Throttled } from '../outcome.js';
import { type Delivery, deliverBatch } from './deliver-batch.js';
import type { StreamRecord } from './stream-record.js';

const done: Outcome = { ok: true, payload: '{"batchItemFailures":[]}' };
const broken = failed('Error', 'broken');
const failing = (itemIdentifier: string): Outcome => ({
  ok: true,
  payload: JSON.stringify({ batchItemFailures: [{ itemIdentifier }] }),
});

/** Delivers to a function that answers a batch, given as its sequence numbers, like this; says what happened. */
async function deliver(records: readonly StreamRecord[], answer: (batch: string[], nth: number) => Outcome) {
  const batches: string[] = [];
  const discarded: string[] = [];
  const delivery: Delivery = {
    invoke: async (event) => {
      const { Records } = JSON.parse(event) as { Records: StreamRecord[] };
      const batch = Records.map(({ dynamodb }) => dynamodb.SequenceNumber);
      batches.push(batch.join(' '));
      return answer(batch, batches.length);
    },
    discard: (given, condition, invocations) => {
      discarded.push(`${given.map(({ dynamodb }) => dynamodb.SequenceNumber).join(' ')}: ${condition} ${invocations}`);
    },
    backoff: { firstMs: 1, longestMs: 2 },
    signal: new AbortController().signal,
  };
  await deliverBatch(records, delivery);
  return { batches, discarded };
}

const four = ['1', '2', '3', '4'].map((sequence) => aRecord(sequence));

test('a batch comes to the function whole, once', async () => {
  expect(await deliver(four, () => done)).toEqual({ batches: ['1 2 3 4'], discarded: [] });
});

test('a partial response goes on from the record that failed', async () => {
  const { batches } = await deliver(four, (_, nth) => (nth === 1 ? failing('3') : done));
  expect(batches).toEqual(['1 2 3 4', '3 4']);
});

test('a function error bisects the batch until the record is alone that breaks it, in order', async () => {
  const { batches, discarded } = await deliver(four, (batch) => (batch.includes('2') ? broken : done));
  expect(batches).toEqual(['1 2 3 4', '1 2', '1', ...Array(9).fill('2'), '3 4']);
  expect(discarded).toEqual(['2: RetryAttemptsExhausted 9']);
});

test('what fails is tried again eight times, and then discarded', async () => {
  const { batches, discarded } = await deliver([aRecord('1')], () => broken);
  expect(batches).toHaveLength(9);
  expect(discarded).toEqual(['1: RetryAttemptsExhausted 9']);
});

test('the retries begin anew where a partial response has gone on', async () => {
  const { batches, discarded } = await deliver(four, (batch, nth) => {
    if (nth <= 5) return failing('1');
    return batch.length === 4 ? failing('2') : failing(batch[0] ?? '');
  });
  // Five times the whole, once until 2, and from there as often as anything is tried.
  expect(batches).toEqual([...Array(6).fill('1 2 3 4'), ...Array(8).fill('2 3 4')]);
  expect(discarded).toEqual(['2 3 4: RetryAttemptsExhausted 9']);
});

test('a record that is too old is discarded, also without a try', async () => {
  const records = [aRecord('1', { secondsAgo: 3700 }), aRecord('2')];
  expect(await deliver(records, () => done)).toEqual({ batches: ['2'], discarded: ['1: RecordAgeExceeded 0'] });
});

test('a throttled invocation costs no retry', async () => {
  const { batches, discarded } = await deliver([aRecord('1')], (_, nth) => {
    if (nth <= 20) throw new Throttled();
    return done;
  });
  expect(batches).toHaveLength(21);
  expect(discarded).toEqual([]);
});

test('records whose event would be larger than 6 MB come in several', async () => {
  const large = { more: { NewImage: { text: { S: 'x'.repeat(3_000_000) } } } };
  const records = ['1', '2', '3'].map((sequence) => aRecord(sequence, large));
  expect((await deliver(records, () => done)).batches).toEqual(['1 2', '3']);
});

test('a delivery that is ended discards nothing', async () => {
  const ending = new AbortController();
  const discarded: unknown[] = [];
  const delivery: Delivery = {
    invoke: async () => {
      ending.abort();
      return broken;
    },
    discard: (records) => discarded.push(records),
    backoff: { firstMs: 60_000, longestMs: 60_000 },
    signal: ending.signal,
  };
  await expect(deliverBatch([aRecord('1')], delivery)).rejects.toMatchObject({ name: 'AbortError' });
  expect(discarded).toEqual([]);
});
