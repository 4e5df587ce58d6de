import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { watch } from 'chokidar';
import type { Supervised } from './supervisor/supervised.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const settleMs = 300;

/** Rebuilds what changes and restarts the processes that run it: a service's own code that service, a library's all. */
export function restartOnChange(members: readonly Supervised[]): void {
  const compiler = spawn(join(root, 'node_modules/.bin/tsc'), ['-b', '--watch', '--preserveWatchOutput'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  process.once('exit', () => compiler.kill());

  const stale = new Set<Supervised>();
  let timer: NodeJS.Timeout | undefined;
  const restartStale = () => {
    for (const member of stale) {
      console.log(`${member.program.name} has changed; starting it again.`);
      void member.renew();
    }
    stale.clear();
  };
  watch([join(root, 'apps'), join(root, 'libs')], {
    ignoreInitial: true,
    ignored: (path, stats) =>
      path.includes('node_modules') || path.includes('/src') || (stats?.isFile() === true && !path.endsWith('.js')),
  }).on('all', (_event, path) => {
    if (!path.includes('/dist/')) return;
    for (const member of members) if (runs(member.program.name, path)) stale.add(member);
    clearTimeout(timer);
    timer = setTimeout(restartStale, settleMs);
  });
}

function runs(name: string, path: string): boolean {
  if (path.startsWith(join(root, 'libs'))) return true;
  const folder = ['gateway', 'mailbox'].includes(name) ? join('local-cloud', 'dist', name) : name;
  return path.startsWith(join(root, 'apps', folder));
}
