import { type ChildProcess, spawn, spawnSync } from 'node:child_process';

export interface TiedProgram {
  args: readonly string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
}

let setprivIsThere: boolean | undefined;
const hasSetpriv = (): boolean => {
  setprivIsThere ??= spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true'], { stdio: 'ignore' }).status === 0;
  return setprivIsThere;
};

// The shell becomes Node. What it left behind waits for the pipe from the parent to break, and then kills even what stands still.
const watched = 'exec 3<&0; (cat <&3 >/dev/null; kill -9 $$) 2>/dev/null & exec "$@" 3<&- </dev/null';

/**
 * Starts a program in Node that dies with this process even while it stands still, when it could not notice by itself: the
 * kernel sees to it where setpriv exists, a shell's watch elsewhere. What it prints goes where this process's output goes.
 */
export function startTied({ args, cwd, env }: TiedProgram, setpriv = hasSetpriv()): ChildProcess {
  const options = { cwd, env, detached: true };
  if (setpriv) {
    const stdio: ['ignore', 'inherit', 'inherit'] = ['ignore', 'inherit', 'inherit'];
    return spawn('setpriv', ['--pdeathsig', 'KILL', process.execPath, ...args], { ...options, stdio });
  }
  const child = spawn('sh', ['-c', watched, 'sh', process.execPath, ...args], {
    ...options,
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  child.once('exit', () => child.stdin?.destroy());
  return child;
}
