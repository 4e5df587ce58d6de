// What one project's run of jest comes to: for each file of tests counts, and a few lines about each failure.
const { relative } = require('node:path');
const { stripVTControlCharacters } = require('node:util');

const linesOfMessage = 6;

/**
 * What the reporter leaves behind.
 *
 * @param root the project's folder
 * @returns by each file's path in the project: `{passed, failed, skipped, failures: [{test, message}]}`
 */
exports.resultOf = (project, root, { testResults }) =>
  Object.fromEntries(testResults.map((file) => [relative(root, file.testFilePath), resultOfFile(project, file)]));

const resultOfFile = (project, file) => ({
  passed: file.numPassingTests,
  failed: file.numFailingTests + (file.testExecError ? 1 : 0),
  skipped: file.numPendingTests,
  failures: failuresIn(file).map(({ test, message }) => describe(project, test, message)),
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
