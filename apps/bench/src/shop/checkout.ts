import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { here } from './running-shop.js';

/**
 * A working tree of a commit below `.causeway/bench`, built. Of its packages it has only the workspaces: everything else
 * Node finds in this repository's `node_modules`, further up. So both shops run on the same packages, which are those
 * of this working tree.
 *
 * @throws Error with one sentence when there is no such commit or it cannot be built
 */
export function checkout(commit: string): { root: string; id: string; dispose(): void } {
  const id = git('rev-parse', '--verify', '--quiet', '--short', `${commit}^{commit}`);
  const root = join(here, '.causeway', 'bench', id);
  const dispose = () => {
    rmSync(root, { recursive: true, force: true });
    git('worktree', 'prune');
  };
  dispose();
  mkdirSync(join(root, '..'), { recursive: true });
  git('worktree', 'add', '--detach', root, id);
  linkWorkspaces(root);
  const compiler = join(here, 'node_modules/typescript/bin/tsc');
  const built = spawnSync(process.execPath, [compiler, '-b'], { cwd: root, encoding: 'utf8' });
  if (built.status === 0) return { root, id, dispose };
  dispose();
  throw new Error(`${commit} could not be built with the packages of today:\n${built.stdout}${built.stderr}`);
}

function linkWorkspaces(root: string): void {
  const scope = join(root, 'node_modules', '@causeway');
  mkdirSync(scope, { recursive: true });
  for (const kind of ['apps', 'libs']) {
    for (const name of readdirSync(join(root, kind))) {
      const project = join(root, kind, name);
      symlinkSync(relative(scope, project), join(scope, name), 'dir');
      // Packages of which a project has a version of its own.
      const own = join(here, kind, name, 'node_modules');
      if (existsSync(own)) symlinkSync(own, join(project, 'node_modules'), 'dir');
    }
  }
}

function git(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd: here, encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`git ${args[0]} ${args.at(-1)} failed${stderr === '' ? '.' : `: ${stderr.trim()}`}`);
  return stdout.trim();
}
