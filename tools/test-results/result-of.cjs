// What one project's run of jest comes to: counts, and a few lines about each failure.
const { stripVTControlCharacters } = require('node:util');

const linesOfMessage = 6;

/** @returns what the reporter leaves behind: `{passed, failed, skipped, failures: [{test, message}]}` */
exports.resultOf = (project, results) => ({
  passed: results.numPassedTests,
  failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
  skipped: results.numPendingTests,
  failures: results.testResults.flatMap((file) =>
    failuresIn(file).map(({ test, message }) => describe(project, test, message)),
  ),
});

function failuresIn({ testFilePath, testExecError, failureMessage, testResults }) {
  if (testExecError) return [{ test: testFilePath, message: failureMessage ?? String(testExecError.message) }];
  return testResults
    .filter(({ status }) => status === 'failed')
    .map(({ fullName, failureMessages }) => ({ test: fullName, message: failureMessages.join('\n') }));
}

const describe = (project, test, message) => ({ test: `${project}: ${test}`, message: firstLines(message) });

const firstLines = (message) =>
  stripVTControlCharacters(message)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, linesOfMessage)
    .join('\n');
