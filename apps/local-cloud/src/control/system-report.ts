import { readFileSync } from 'node:fs';
import type { Supervised } from '../supervisor/supervised.js';

export interface ProcessReport {
  name: string;
  kind: string;
  cloud: string;
  url: string;
  state: string;
  pid: number | null;
  /** Resident memory, as the kernel counts it: pages shared with other processes are counted in each. */
  rssMb: number | null;
  restarts: number;
}

export interface SystemReport {
  url: string;
  dataDir: string;
  startedAt: string;
  readyMs: number | null;
  totalRssMb: number;
  processes: ProcessReport[];
}

/** What runs, where, and how much memory it takes. */
export function reportOf(
  members: readonly Supervised[],
  about: Omit<SystemReport, 'totalRssMb' | 'processes'>,
): SystemReport {
  const supervisor: ProcessReport = {
    name: 'supervisor',
    kind: 'host',
    cloud: 'local',
    url: '',
    state: 'ready',
    pid: process.pid,
    rssMb: rssMbOf(process.pid),
    restarts: 0,
  };
  const processes = [supervisor, ...members.map(processReportOf)];
  const totalRssMb = Math.round(processes.reduce((sum, { rssMb }) => sum + (rssMb ?? 0), 0));
  return { ...about, totalRssMb, processes };
}

function processReportOf({ program, state, pid, restarts }: Supervised): ProcessReport {
  const { name, kind, cloud, url } = program;
  return {
    name,
    kind,
    cloud,
    url,
    state,
    pid: pid ?? null,
    rssMb: pid === undefined ? null : rssMbOf(pid),
    restarts,
  };
}

/** In /proc/PID/statm the second number is the resident pages; null where there is no /proc. */
function rssMbOf(pid: number): number | null {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
    return Math.round((pages * 4096) / 1024 / 102.4) / 10;
  } catch {
    return null;
  }
}
