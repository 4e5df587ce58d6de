// Adds up what each project's tests left behind: the failures, and one last line that says how the whole run ended.
// Arguments: the commands of the run that failed.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sumUp } from './test-results/sum-up.mjs';

const folder = join(import.meta.dirname, '..', '.cache', 'test-results');
const results = globSync('**/*.json', { cwd: folder }).flatMap((file) =>
  Object.values(JSON.parse(readFileSync(join(folder, file), 'utf8'))),
);
const { lines, isGood } = sumUp(results, process.argv.slice(2));
console.log(lines.join('\n'));
process.exitCode = isGood ? 0 : 1;
