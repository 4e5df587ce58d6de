// A jest reporter that leaves one small file of counts and failures per project, so that the whole run can be summed up.
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { resultOf } = require('./test-results/result-of.cjs');

module.exports = class TestCounts {
  constructor({ rootDir }, { folder = 'test-results' } = {}) {
    this.rootDir = rootDir;
    this.folder = folder;
  }

  onRunComplete(_contexts, results) {
    const { name } = JSON.parse(readFileSync(join(this.rootDir, 'package.json'), 'utf8'));
    const folder = join(__dirname, '..', '.cache', this.folder);
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(resultOf(name, results))}\n`);
  }
};
