import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aRecord } from '../../../../test/lambda/a-record.js';
import { destinationFile } from './discarded.js';

const folder = mkdtempSync(join(tmpdir(), 'causeway-test-'));

afterAll(() => rmSync(folder, { recursive: true }));

test('a destination gets a line that says where the records are, why and after how many invocations', () => {
  const path = join(folder, 'logs', 'failures.jsonl');
  const discard = destinationFile(path);
  const given = {
    records: [aRecord('10', { secondsAgo: 5 }), aRecord('11')],
    condition: 'RetryAttemptsExhausted' as const,
    invocations: 9,
    shardId: 'shard-1',
    streamArn: 'stream',
    functionArn: 'function',
  };
  discard(given);
  discard({ ...given, condition: 'RecordAgeExceeded', invocations: 0 });
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  const batch = {
    shardId: 'shard-1',
    startSequenceNumber: '10',
    endSequenceNumber: '11',
    approximateArrivalOfFirstRecord: time,
    approximateArrivalOfLastRecord: time,
    batchSize: 2,
    streamArn: 'stream',
  };
  const context = { requestId: expect.stringMatching(/^[0-9a-f-]{36}$/), functionArn: 'function' };
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      requestContext: { ...context, condition: 'RetryAttemptsExhausted', approximateInvokeCount: 9 },
      responseContext: { statusCode: 200, executedVersion: '1', functionError: 'Unhandled' },
      version: '1.0',
      timestamp: time,
      DDBStreamBatchInfo: batch,
    },
    {
      requestContext: { ...context, condition: 'RecordAgeExceeded', approximateInvokeCount: 0 },
      version: '1.0',
      timestamp: time,
      DDBStreamBatchInfo: batch,
    },
  ]);
});
