import { readFileSync } from 'node:fs';
import type { Supervised } from '../supervisor/supervised.js';

export interface ProcessReport {
  name: string;
  kind: string;
  cloud: string;
  url: string;
  state: string;
  pid: number | null;
  /** Resident memory: pages that several processes share, such as Node's own program, are counted in each. */
  rssMb: number | null;
  /** Its share of the memory in use: a page that ten processes share counts a tenth in each, so that sums are true. */
  memoryMb: number | null;
  restarts: number;
}

export interface SystemReport {
  url: string;
  dataDir: string;
  startedAt: string;
  readyMs: number | null;
  totalRssMb: number;
  totalMemoryMb: number;
  processes: ProcessReport[];
}

/** What runs, where, and how much memory it takes. */
export function reportOf(
  members: readonly Supervised[],
  about: Omit<SystemReport, 'totalRssMb' | 'totalMemoryMb' | 'processes'>,
): SystemReport {
  const supervisor: ProcessReport = {
    name: 'supervisor',
    kind: 'host',
    cloud: 'local',
    url: '',
    state: 'ready',
    pid: process.pid,
    ...memoryOf(process.pid),
    restarts: 0,
  };
  const processes = [supervisor, ...members.map(processReportOf)];
  const total = (field: 'rssMb' | 'memoryMb') => Math.round(processes.reduce((sum, one) => sum + (one[field] ?? 0), 0));
  return { ...about, totalRssMb: total('rssMb'), totalMemoryMb: total('memoryMb'), processes };
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
    ...memoryOf(pid),
    restarts,
  };
}

/** The sums over a process's mappings (https://docs.kernel.org/filesystems/proc.html), null where there is no /proc. */
function memoryOf(pid: number | undefined): { rssMb: number | null; memoryMb: number | null } {
  try {
    const sums = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return { rssMb: megabytes(/^Rss: +(\d+)/m.exec(sums)?.[1]), memoryMb: megabytes(/^Pss: +(\d+)/m.exec(sums)?.[1]) };
  } catch {
    return { rssMb: null, memoryMb: null };
  }
}

const megabytes = (kilobytes: string | undefined) => Math.round(Number(kilobytes) / 102.4) / 10;
