import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** Everything beside each other in a service's test folder: what stands below it is about statements, not about a server. */
const all = ['[a-z-]+.spec'];

/** The suites over ports that SQL stands behind; `title` picks the half of a suite that is about SQL. */
export const suites = [
  { project: 'libs/engines', files: ['sql-owner.spec'] },
  { project: 'libs/stores', files: ['sql.spec'] },
  { project: 'libs/messaging', files: ['inbox.spec', 'crash.spec'] },
  { project: 'libs/messaging', files: ['outbox.spec'], title: 'an outbox in SQL' },
  { project: 'apps/payment-service', files: all },
  { project: 'apps/notification-service', files: all },
  { project: 'apps/analytics-service', files: all },
];

const testTimeoutMs = 180_000;

/** Runs them one after the other and counts; a suite that could not be run is a failure. */
export async function runSuites({ url, prefix, snapshots, only }) {
  const sum = { passed: 0, failed: 0 };
  for (const suite of suites) {
    if (only !== undefined && !suite.project.endsWith(only)) continue;
    const { passed, failed } = run(suite, {
      ...process.env,
      TEST_SQL_URL: url,
      TEST_SQL_PREFIX: prefix,
      ...(snapshots === undefined ? {} : { TEST_SQL_SNAPSHOTS: snapshots }),
    });
    sum.passed += passed;
    sum.failed += failed;
  }
  return sum;
}

function run({ project, files, title }, env) {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-mssql-'));
  const report = join(folder, 'report.json');
  const args = [
    join(root, 'tools', 'jest.mjs'),
    ...files.map((file) => `/test/${file}`),
    '--runInBand',
    // What one suite leaves open must not hold up the others for ever.
    '--forceExit',
    '--reporters=default',
    `--testTimeout=${testTimeoutMs}`,
    '--json',
    `--outputFile=${report}`,
    ...(title === undefined ? [] : [`--testNamePattern=${title}`]),
  ];
  // What --json says on standard output is in the file, too.
  spawnSync(process.execPath, args, { cwd: join(root, project), env, stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(report, 'utf8'));
    return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
  } catch {
    console.error(`The suites of ${project} could not be run.`);
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
