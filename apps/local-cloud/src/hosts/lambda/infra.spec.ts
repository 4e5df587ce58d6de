import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { functionOf, kindNames } from './function-settings.js';
import { binaryMediaTypes, integrationMs } from './gateway/limits.js';
import { maximumRecordAgeMs, maximumRetryAttempts } from './stream/deliver-batch.js';
import { enteringOutbox } from './stream/filter.js';
import { batchSize } from './stream/shard-reader.js';

// What is deployed and what runs here are the same only as long as somebody compares them.
const infra = join(import.meta.dirname, '../../../../../infra/aws');
const [functions, gateway, internal] = ['functions', 'gateway', 'internal'].map((name) =>
  readFileSync(join(infra, `${name}.tf`), 'utf8'),
) as [string, string, string]; // one for each name

/** The number that an attribute has. */
const numberIn = (text: string, name: string) => Number(new RegExp(`\\b${name}\\s*=\\s*(\\d+)\\b`).exec(text)?.[1]);

/** A value as Terraform writes it on one line. */
function inTerraform(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(inTerraform).join(', ')}]`;
  return `{ ${Object.entries(value)
    .map(([name, one]) => `${name} = ${inTerraform(one)}`)
    .join(', ')} }`;
}

test.each(kindNames)('%s has the memory and the time that it has in the cloud', (kind) => {
  const [line = ''] = new RegExp(`\\b${kind}\\s*=\\s*\\{.*\\}`).exec(functions) ?? [];
  const { memory, timeoutMs } = functionOf(kind, { service: 'orders', folder: '/', env: {} });
  expect({ memory, timeoutMs }).toEqual({
    memory: numberIn(line, 'memory'),
    timeoutMs: numberIn(line, 'timeout') * 1000,
  });
});

test('the relay gets its records as in the cloud', () => {
  expect(batchSize).toBe(numberIn(functions, 'batch_size'));
  expect(maximumRetryAttempts).toBe(
    numberIn(functions.slice(functions.indexOf('batch_size')), 'maximum_retry_attempts'),
  );
  expect(maximumRecordAgeMs).toBe(numberIn(functions, 'maximum_record_age_in_seconds') * 1000);
  expect(functions).toMatch(/starting_position\s*=\s*"TRIM_HORIZON"/);
  expect(functions).toMatch(/bisect_batch_on_function_error\s*=\s*true/);
  expect(functions).toMatch(/function_response_types\s*=\s*\["ReportBatchItemFailures"\]/);
  expect(functions).toContain(`pattern = jsonencode(${inTerraform(enteringOutbox)})\n`);
});

test('the front waits as long as the integrations do, and takes the same bodies for bytes', () => {
  expect(integrationMs).toBe(numberIn(gateway, 'timeoutInMillis'));
  expect(integrationMs).toBe(numberIn(internal, 'timeout_milliseconds'));
  const isBinary = /binary_media_types|x-amazon-apigateway-binary-media-types/;
  expect([isBinary.test(gateway), isBinary.test(internal)]).toEqual(Array(2).fill(binaryMediaTypes.length > 0));
});
