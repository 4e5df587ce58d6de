// `npm run test:mssql [-- --snapshots on|off] [-- --only NAME]`: every suite that keeps SQL, migrations among them, and then the
// demo, against the SQL Server that SQL_URL names. Databases whose names begin with one prefix are made and dropped.
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { runDemo } from './mssql/demo.mjs';
import { dropDatabases, nameOfServer } from './mssql/server.mjs';
import { runSuites } from './mssql/suites.mjs';

const url = process.env.SQL_URL;
if (url === undefined || url === '') {
  console.log(
    'SKIPPED: set SQL_URL to mssql://user:password@host:1433?encrypt=true&trustServerCertificate=true to run this against an SQL Server.',
  );
  process.exit(0);
}

const usage = (sentence) => {
  console.error(sentence);
  process.exit(2);
};
const parsed = (() => {
  try {
    return parseArgs({ options: { snapshots: { type: 'string' }, only: { type: 'string' } } }).values;
  } catch (error) {
    return usage(error.message);
  }
})();
const { snapshots, only } = parsed;
if (snapshots !== undefined && !['on', 'off'].includes(snapshots)) usage('--snapshots is on or off.');
const server = URL.parse(url);
if (server?.protocol !== 'mssql:' || server.hostname === '' || server.username === '')
  usage('SQL_URL must be mssql://user:password@host:1433?encrypt=true&trustServerCertificate=true.');

const prefix = `causeway_test_${randomBytes(4).toString('hex')}`;
try {
  console.log(await nameOfServer(url));
} catch (error) {
  usage(error.message);
}
const counts = { passed: 0, failed: 0 };
const add = ({ passed, failed }) => {
  counts.passed += passed;
  counts.failed += failed;
};
try {
  add(await runSuites({ url, prefix, snapshots, only }));
  if (only === undefined || only === 'demo') add(await runDemo(url));
} finally {
  await dropDatabases(url, prefix).catch((error) =>
    console.error(`${error.message} Databases named ${prefix}_... are left.`),
  );
}
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1;
