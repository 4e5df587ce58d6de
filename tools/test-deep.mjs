// `npm run test:deep`: the long experiments over whole shops. Arguments go to jest, such as the name of one of them.
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { sumUp } from './test-results/sum-up.mjs';

const root = join(import.meta.dirname, '..');
const folder = join(root, '.cache', 'deep-test-results');
rmSync(folder, { recursive: true, force: true });
const jest = [join(root, 'tools', 'jest.mjs'), '--config', 'jest.deep.config.mjs', ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, jest, { cwd: join(root, 'apps', 'local-cloud'), stdio: 'inherit' });

const results = globSync('**/*.json', { cwd: folder }).flatMap((file) =>
  Object.values(JSON.parse(readFileSync(join(folder, file), 'utf8'))),
);
const failedTests = results.some(({ failed }) => failed > 0);
const { lines, isGood } = sumUp(results, status === 0 || failedTests ? [] : ['npm run test:deep']);
console.log(lines.join('\n'));
process.exitCode = isGood && status === 0 ? 0 : 1;
