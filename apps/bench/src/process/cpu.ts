import { readFileSync } from 'node:fs';

/** Processes whose time is counted, by name. */
export type Pids = Readonly<Record<string, number>>;

/** CPU microseconds, in user and kernel mode, of all threads. */
export type CpuTimes = Record<string, number>;

/** Linux counts in hundredths of a second (https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html). */
const microsecondsPerTick = 10_000;

/** What each process has used since it started; without `/proc` nothing is known, and none is listed. */
function cpuTimesOf(pids: Pids): CpuTimes {
  return Object.fromEntries(
    Object.entries(pids).flatMap(([name, pid]) => {
      const used = usedBy(pid);
      return used === undefined ? [] : [[name, used]];
    }),
  );
}

/** What `work` made each process use. */
export async function duringWhich<T>(pids: Pids, work: () => Promise<T>): Promise<{ result: T; cpu: CpuTimes }> {
  const before = cpuTimesOf(pids);
  const result = await work();
  const after = Object.entries(cpuTimesOf(pids));
  return { result, cpu: Object.fromEntries(after.map(([name, used]) => [name, used - (before[name] ?? 0)])) };
}

function usedBy(pid: number): number | undefined {
  try {
    // The name in parentheses may hold spaces: what is counted starts behind it, with field 3.
    const [, rest = ''] = /\) (.*)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    const fields = rest.split(' ');
    return (Number(fields[11]) + Number(fields[12])) * microsecondsPerTick;
  } catch {
    return undefined;
  }
}
