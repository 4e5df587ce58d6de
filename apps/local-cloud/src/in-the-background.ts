import { existsSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import type { Program } from './supervisor/supervised.js';

/** Whose work no customer waits for: letters, reports and archives. */
const patient = new Set(['notification-service', 'analytics-service', 'mailbox', 'blob-storage']);

/** Below the usual 0, and far from the 19 with which they would stand still while orders come in: a third of its share. */
const patiently = 5;

/**
 * The same program; where no customer waits for what it does, it leaves the processors to others once it is ready. In the
 * clouds each service has processors of its own, on a laptop all share a few.
 */
export function inTheBackground(program: Program): Program {
  if (!patient.has(program.name)) return program;
  const start = async () => {
    const running = await program.start();
    try {
      giveWay(running.pid);
    } catch {
      // It has ended already, which its exit tells, or this system keeps priorities to itself.
    }
    return running;
  };
  return { ...program, start };
}

function giveWay(pid: number): void {
  setPriority(pid, patiently);
  // Linux shares processors between sessions first, and each of our programs is the leader of one: sched(7), "autogroup".
  const session = `/proc/${pid}/autogroup`;
  if (existsSync(session)) writeFileSync(session, String(patiently));
}
