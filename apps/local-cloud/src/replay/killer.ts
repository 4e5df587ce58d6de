import type { SystemReport } from '../control/system-report.js';

/** Kills the processes of a shop on this computer one after the other, by the ids that the shop itself tells. */
export class Killer {
  readonly kills: Record<string, number> = {};
  readonly #url: string;
  readonly #everyMs: number;
  #timer: NodeJS.Timeout | undefined;
  #turn = 0;

  constructor(url: string, everyMs: number) {
    this.#url = url;
    this.#everyMs = everyMs;
  }

  start(): void {
    this.#timer = setInterval(() => void this.#killNext(), this.#everyMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #killNext(): Promise<void> {
    const alive = await this.#processes();
    const next = alive[this.#turn % alive.length];
    if (next === undefined || next.pid === null) return;
    this.#turn += 1;
    try {
      process.kill(next.pid, 'SIGKILL');
      this.kills[next.name] = (this.kills[next.name] ?? 0) + 1;
    } catch {
      // It has ended meanwhile: another one has its turn.
    }
  }

  /** None while the gateway, which tells of them, is dead itself. */
  async #processes(): Promise<SystemReport['processes']> {
    try {
      const response = await fetch(`${this.#url}/__local/system`, { signal: AbortSignal.timeout(this.#everyMs) });
      const { processes } = (await response.json()) as SystemReport; // what control/server.ts sends
      return processes.filter(({ name, pid }) => name !== 'supervisor' && pid !== null);
    } catch {
      return [];
    }
  }
}
