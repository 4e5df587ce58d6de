// `npm test`: the tests of every project. Those of the whole shop take as long as all the others together, so they begin with
// them. With --second-try the files of tests that failed are run once more. Other arguments go to nx, such as --skip-nx-cache.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const shop = '@causeway/local-cloud';
const secondTry = '--second-try';
const asked = process.argv.slice(2).filter((one) => one !== secondTry);

/** What nx itself forwards of the two is whole lines, so that they can share a terminal. */
async function nx(args, env = {}) {
  const [shell, all] = [process.platform === 'win32', [...args, ...asked]];
  const child = spawn('nx', all, { cwd: root, stdio: 'inherit', shell, env: { ...process.env, ...env } });
  const [code] = await once(child, 'close');
  return code ?? 1;
}

async function tests(env) {
  const codes = await Promise.all([
    nx(['run-many', '-t', 'test', '--projects', shop], env),
    nx(['run-many', '-t', 'test', '--exclude', shop, '--parallel=1'], env),
  ]);
  return Math.max(...codes);
}

async function tested() {
  const built = await nx(['run-many', '-t', 'build']);
  if (built !== 0) return built;
  const code = await tests();
  if (code === 0 || !process.argv.includes(secondTry)) return code;
  console.log('-- Some tests failed; their files are run once more.');
  return tests({ TEST_AGAIN: '1' });
}

process.exitCode = await tested();
