import { existsSync, readFileSync } from 'node:fs';

/** Whether the system tells about its processes as Linux does. */
export const tellsStates = existsSync('/proc/self/stat');

/** The state of a process: `T` while it stands still, `S` while it sleeps; undefined when there is none. */
export function stateOf(pid: number): string | undefined {
  try {
    return /^\d+ \(.*\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}
