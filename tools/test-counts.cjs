// A jest reporter that leaves one small file of counts and failures per project, so that the whole run can be summed up.
const { existsSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { resultOf } = require('./test-results/result-of.cjs');

module.exports = class TestCounts {
  constructor({ rootDir, onlyFailures }, { folder = 'test-results' } = {}) {
    this.rootDir = rootDir;
    this.onlyFailures = onlyFailures;
    this.folder = folder;
  }

  onRunComplete(_contexts, results) {
    const { name } = readJson(join(this.rootDir, 'package.json'));
    const file = join(__dirname, '..', '.cache', this.folder, `${name}.json`);
    // A run of what has failed changes what those files came to, and leaves the others as they were.
    const before = this.onlyFailures && existsSync(file) ? readJson(file) : {};
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, `${JSON.stringify({ ...before, ...resultOf(name, this.rootDir, results) })}\n`);
  }
};

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
