import { resultOf } from './result-of.cjs';
import { sumUp } from './sum-up.mjs';

const green = { passed: 5, failed: 0, skipped: 0, failures: [] };
const red = {
  passed: 3,
  failed: 1,
  skipped: 2,
  failures: [{ test: 'shop: sells a lamp', message: 'Expected: 1\nReceived: 2' }],
};

it('ends a good run with its counts alone', () => {
  expect(sumUp([green, green], [])).toEqual({ lines: ['10 passed, 0 failed'], isGood: true });
});

it('tells each failed test just before the counts, and counts it once although its step failed, too', () => {
  expect(sumUp([green, red], ['npm test'])).toEqual({
    lines: ['FAILED shop: sells a lamp', '    Expected: 1', '    Received: 2', '8 passed, 1 failed, 2 skipped'],
    isGood: false,
  });
});

it('counts a step that failed without a failed test, such as tests that hang', () => {
  const { lines } = sumUp([green], ['npm run lint', 'npm test']);
  expect(lines).toEqual(['FAILED step: npm run lint', 'FAILED step: npm test', '5 passed, 2 failed']);
});

it('calls a run without any test bad', () => {
  expect(sumUp([], [])).toEqual({ lines: ['0 passed, 0 failed'], isGood: false });
});

it('tells only the first failures of very many', () => {
  const many = { passed: 1, failed: 30, skipped: 0, failures: Array(30).fill({ test: 'shop: x', message: 'no' }) };
  expect(sumUp([many], ['npm test']).lines.slice(-2)).toEqual(['... and 10 more', '1 passed, 30 failed']);
});

it("reads a failed test's project, full name and first lines out of jest's results, without colours", () => {
  const message = `\u001b[31mError: no\u001b[39m\n\n${'  at there\n'.repeat(40)}`;
  const tests = [
    { status: 'failed', fullName: 'an order is paid', failureMessages: [message] },
    { status: 'passed', fullName: 'an order is placed', failureMessages: [] },
  ];
  const { failed, failures } = resultOf('shop', jestResults([{ testFilePath: '/a.spec.ts', testResults: tests }]));
  expect({ failed, failures }).toEqual({
    failed: 1,
    failures: [{ test: 'shop: an order is paid', message: ['Error: no', ...Array(5).fill('  at there')].join('\n') }],
  });
});

it('names the file where a file of tests could not be run at all', () => {
  const broken = {
    testFilePath: '/a.spec.ts',
    testExecError: { message: 'boom' },
    failureMessage: 'boom',
    testResults: [],
  };
  const results = jestResults([broken], { numFailedTests: 0, numRuntimeErrorTestSuites: 1 });
  expect(resultOf('shop', results)).toMatchObject({
    failed: 1,
    failures: [{ test: 'shop: /a.spec.ts', message: 'boom' }],
  });
});

const jestResults = (testResults, counts = {}) => ({
  numPassedTests: 1,
  numFailedTests: 1,
  numPendingTests: 0,
  numRuntimeErrorTestSuites: 0,
  testResults,
  ...counts,
});
