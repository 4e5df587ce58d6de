// `npm test`: the tests of every project. Those of the whole shop take as long as all the others together, so they begin with
// them. Arguments go to nx, such as --skip-nx-cache.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const shop = '@causeway/local-cloud';
const asked = process.argv.slice(2);

/** What nx itself forwards of the two is whole lines, so that they can share a terminal. */
async function nx(...args) {
  const child = spawn('nx', [...args, ...asked], { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  const [code] = await once(child, 'close');
  return code ?? 1;
}

const built = await nx('run-many', '-t', 'build');
const codes =
  built === 0
    ? await Promise.all([
        nx('run-many', '-t', 'test', '--projects', shop),
        nx('run-many', '-t', 'test', '--exclude', shop, '--parallel=1'),
      ])
    : [built];
process.exitCode = Math.max(...codes);
