const mostShown = 20;

/**
 * The end of a whole run: each failure in a few lines, then the one line of counts. Each failed step counts as a failure,
 * but for that of the tests where a failed test says more.
 *
 * @param results what `resultOf` made of each file of tests
 * @param failedSteps the commands that ended badly, such as `npm test`
 * @returns `{lines, isGood}`
 */
export function sumUp(results, failedSteps) {
  const [passed, failedTests, skipped] = ['passed', 'failed', 'skipped'].map((key) =>
    results.reduce((total, result) => total + result[key], 0),
  );
  const otherSteps = failedSteps.filter((step) => failedTests === 0 || !step.startsWith('npm test'));
  const failed = failedTests + otherSteps.length;
  const tail = skipped > 0 ? `, ${skipped} skipped` : '';
  return {
    lines: [
      ...failureLines(results.flatMap(({ failures }) => failures)),
      ...otherSteps.map((step) => `FAILED step: ${step}`),
      `${passed} passed, ${failed} failed${tail}`,
    ],
    isGood: failed === 0 && passed > 0,
  };
}

function failureLines(failures) {
  const shown = failures
    .slice(0, mostShown)
    .flatMap(({ test, message }) => [`FAILED ${test}`, ...message.split('\n').map((line) => `    ${line}`)]);
  return failures.length > mostShown ? [...shown, `... and ${failures.length - mostShown} more`] : shown;
}
