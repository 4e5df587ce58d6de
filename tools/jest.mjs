// Runs jest for the project in the current folder, with ES modules switched on and services' logs kept out of the report.
// With TEST_AGAIN=1 in the environment it runs the files alone that failed the last time; nx knows nothing of it, so that
// projects that passed stay as they are.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const again = process.env.TEST_AGAIN === '1' ? ['--onlyFailures'] : [];
// A suite that failed while it started something may leave it behind: a developer is told, and nobody waits in CI.
const end = process.env.CI === 'true' ? ['--forceExit'] : [];
const { status } = spawnSync(process.execPath, [...flags, jest, ...again, ...end, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { LOG_LEVEL: 'silent', ...process.env },
});
process.exit(status ?? 1);
