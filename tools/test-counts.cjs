// A jest reporter that leaves one small file of counts per project, so that the whole run can be summed up in one line.
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

module.exports = class TestCounts {
  constructor({ rootDir }) {
    this.rootDir = rootDir;
  }

  onRunComplete(_contexts, results) {
    const { name } = JSON.parse(readFileSync(join(this.rootDir, 'package.json'), 'utf8'));
    const folder = join(__dirname, '..', '.cache', 'test-results');
    mkdirSync(join(folder, name, '..'), { recursive: true });
    const counts = {
      passed: results.numPassedTests,
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests,
    };
    writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(counts)}\n`);
  }
};
