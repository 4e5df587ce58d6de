import { readdirSync, readFileSync } from 'node:fs';

/**
 * The CPU time that all threads of a process have had, in milliseconds (`schedstat`,
 * https://docs.kernel.org/scheduler/sched-stats.html).
 *
 * @throws Error where there is no /proc
 */
export function cpuMsOf(pid: number): number {
  const tasks = `/proc/${pid}/task`;
  const nanoseconds = readdirSync(tasks).map((task) =>
    Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ', 1)),
  );
  return nanoseconds.reduce((sum, one) => sum + one, 0) / 1e6;
}
