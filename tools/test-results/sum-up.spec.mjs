import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import TestCounts from '../test-counts.cjs';
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
  const file = aFile({ numPassingTests: 1, numFailingTests: 1, testResults: tests });
  expect(resultOf('shop', '/shop', { testResults: [file] })).toEqual({
    'src/a.spec.ts': {
      passed: 1,
      failed: 1,
      skipped: 0,
      failures: [{ test: 'shop: an order is paid', message: ['Error: no', ...Array(5).fill('  at there')].join('\n') }],
    },
  });
});

it('names the file where a file of tests could not be run at all', () => {
  const file = aFile({ testExecError: { message: 'boom' }, failureMessage: 'boom' });
  expect(resultOf('shop', '/shop', { testResults: [file] })['src/a.spec.ts']).toMatchObject({
    failed: 1,
    failures: [{ test: 'shop: /shop/src/a.spec.ts', message: 'boom' }],
  });
});

it('lets a second run of what failed replace what it failed with, and nothing else', () => {
  const root = mkdtempSync(join(tmpdir(), 'counts-'));
  writeFileSync(join(root, 'package.json'), '{"name":"shop"}');
  const folder = relative(join(import.meta.dirname, '..', '..', '.cache'), root);
  const good = aFile({ testFilePath: join(root, 'a.spec.ts'), numPassingTests: 3 });
  const shaky = (counts) => aFile({ testFilePath: join(root, 'b.spec.ts'), ...counts });
  const report = (onlyFailures, ...testResults) =>
    new TestCounts({ rootDir: root, onlyFailures }, { folder }).onRunComplete(new Set(), { testResults });

  report(false, good, shaky({ numFailingTests: 1 }));
  report(true, shaky({ numPassingTests: 1 }));
  const result = JSON.parse(readFileSync(join(root, 'shop.json'), 'utf8'));
  expect(sumUp(Object.values(result), [])).toEqual({ lines: ['4 passed, 0 failed'], isGood: true });
  rmSync(root, { recursive: true });
});

const aFile = (said) => ({
  testFilePath: '/shop/src/a.spec.ts',
  numPassingTests: 0,
  numFailingTests: 0,
  numPendingTests: 0,
  testResults: [],
  ...said,
});
