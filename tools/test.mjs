// `npm test`: the tests of every project, in two rows side by side. Those of the whole shop take nearly as long as all the
// others together; the few behind them make the rows equally long. With --second-try the files of tests that failed are run
// once more. Other arguments go to nx, such as --skip-nx-cache.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const shop = '@causeway/local-cloud';
const behindTheShop = '@causeway/bench,@causeway/tools,@causeway/infra';
const secondTry = '--second-try';
const asked = process.argv.slice(2).filter((one) => one !== secondTry);

/** What nx itself forwards of the two is whole lines, so that they can share a terminal. */
async function nx(args, env = {}) {
  const [shell, all] = [process.platform === 'win32', [...args, ...asked]];
  const child = spawn('nx', all, { cwd: root, stdio: 'inherit', shell, env: { ...process.env, ...env } });
  const [code] = await once(child, 'close');
  return code ?? 1;
}

async function shopAndMore(env) {
  const codes = [
    await nx(['run-many', '-t', 'test', '--projects', shop], env),
    await nx(['run-many', '-t', 'test', '--projects', behindTheShop, '--parallel=1'], env),
  ];
  return Math.max(...codes);
}

const theOthers = (env) => nx(['run-many', '-t', 'test', '--exclude', `${shop},${behindTheShop}`, '--parallel=1'], env);

const tests = async (env) => Math.max(...(await Promise.all([shopAndMore(env), theOthers(env)])));

async function tested() {
  const built = await nx(['run-many', '-t', 'build']);
  if (built !== 0) return built;
  const code = await tests();
  if (code === 0 || !process.argv.includes(secondTry)) return code;
  console.log('-- Some tests failed; their files are run once more.');
  return tests({ TEST_AGAIN: '1' });
}

process.exitCode = await tested();
