import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { watch } from 'chokidar';
import type { Supervised } from './supervisor/supervised.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const settleMs = 200;

/** Rebuilds what changes and restarts the processes that run it: a service's own code that service, a library's all. */
export function restartOnChange(members: readonly Supervised[]): void {
  const stale = new Set<Supervised>();
  const restartStale = afterQuiet(async () => {
    for (const member of stale) {
      console.log(`${member.program.name} has changed; starting it again.`);
      void member.renew();
    }
    stale.clear();
  });
  const rebuild = afterQuiet(build);

  const watched = (path: string, isFile: boolean) =>
    !/\/(node_modules|test)(\/|$)/.test(path) && (!isFile || /\/(src\/.*\.ts|dist\/.*\.js)$/.test(path));
  watch([join(root, 'apps'), join(root, 'libs')], {
    ignoreInitial: true,
    ignored: (path, stats) => !watched(path.slice(root.length - 1), stats?.isFile() === true),
  }).on('all', (_event, path) => {
    if (path.endsWith('.ts')) return rebuild();
    for (const member of members) if (runs(member.program.name, path)) stale.add(member);
    if (stale.size > 0) restartStale();
  });
}

/** The compiler's own watch mode can take half a minute to notice a change; a build of what is stale takes a second. */
async function build(): Promise<void> {
  const compiler = spawn(join(root, 'node_modules/.bin/tsc'), ['-b'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = await once(compiler, 'exit');
  console.log(code === 0 ? 'Built what has changed.' : 'The build failed; what runs is what was built before.');
}

/** Runs `work` once things have been quiet for a moment, never twice at a time. */
function afterQuiet(work: () => Promise<void>): () => void {
  let timer: NodeJS.Timeout | undefined;
  let last: Promise<void> = Promise.resolve();
  return () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      last = last.then(work);
    }, settleMs);
  };
}

function runs(name: string, path: string): boolean {
  if (!path.includes('/dist/')) return false;
  if (path.startsWith(join(root, 'libs'))) return true;
  const folder = ['gateway', 'mailbox'].includes(name) ? join('local-cloud', 'dist', name) : name;
  return path.startsWith(join(root, 'apps', folder));
}
