import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readHostJson } from './host-json.js';

const folder = mkdtempSync(join(tmpdir(), 'causeway-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const read = (content: unknown) => {
  writeFileSync(join(folder, 'host.json'), typeof content === 'string' ? content : JSON.stringify(content));
  return readHostJson(folder);
};

test('where nothing is said, the defaults are those that the Functions documentation gives', () => {
  const { host, ignored } = read({ version: '2.0' });
  expect(ignored).toEqual([]);
  expect(host.functionTimeout).toBe(1_800_000);
  expect(host.extensions.http.routePrefix).toBe('api');
  expect(host.extensions.serviceBus).toEqual({
    autoCompleteMessages: true,
    maxConcurrentCalls: 16,
    maxConcurrentSessions: 8,
    maxAutoLockRenewalDuration: 300_000,
    prefetchCount: 0,
    maxMessageBatchSize: 1000,
    clientRetryOptions: { mode: 'exponential', tryTimeout: 60_000, delay: 800, maxDelay: 60_000, maxRetries: 3 },
  });
});

test('what is said is honoured, and -1 is no limit', () => {
  const { host } = read({
    version: '2.0',
    functionTimeout: '-1',
    logging: { logLevel: { default: 'Warning', 'Function.greet': 'Information' } },
    extensions: { http: { routePrefix: '', maxOutstandingRequests: -1, maxConcurrentRequests: 5 } },
  });
  expect(host.functionTimeout).toBe(Number.POSITIVE_INFINITY);
  expect(host.logging.logLevel).toEqual({ default: 'warning', 'Function.greet': 'information' });
  expect(host.extensions.http).toEqual({
    routePrefix: '',
    maxOutstandingRequests: Number.POSITIVE_INFINITY,
    maxConcurrentRequests: 5,
  });
});

test('members that nothing honours are named by their path', () => {
  const { ignored } = read({
    version: '2.0',
    extensionBundle: { id: 'Microsoft.Azure.Functions.ExtensionBundle' },
    extensions: { http: { hsts: {} }, queues: {}, serviceBus: { clientRetryOptions: { tries: 1 } } },
  });
  expect(ignored).toEqual([
    'extensionBundle',
    'extensions.http.hsts',
    'extensions.queues',
    'extensions.serviceBus.clientRetryOptions.tries',
  ]);
});

test.each([
  [{}, 'version'],
  [{ version: '2.0', functionTimeout: 'soon' }, 'functionTimeout'],
  [
    { version: '2.0', extensions: { serviceBus: { maxConcurrentCalls: 0 } } },
    'extensions.serviceBus.maxConcurrentCalls',
  ],
  ['{', 'cannot be read'],
])('what is wrong is refused with one sentence: %j', (content, named) => {
  expect(() => read(content)).toThrow(named);
});
