import { DomainError } from '@causeway/data-model';
import type { Supervised } from '../supervisor/supervised.js';
import type { Arming } from './wire.js';

export interface Lives {
  name: string;
  state: string;
  pid: number | null;
  restarts: number;
}

/** The processes of the system, to be killed or armed by name. */
export class Processes {
  readonly #members: readonly Supervised[];

  constructor(members: readonly Supervised[]) {
    this.#members = members;
  }

  /** What is cheap to tell of each; `/__local/system` tells more. */
  list(): Lives[] {
    return this.#members.map(({ program: { name }, state, pid, restarts }) => ({
      name,
      state,
      pid: pid ?? null,
      restarts,
    }));
  }

  /** SIGKILL; null when it was not there to be killed. @throws DomainError `validation` when there is no such process */
  kill(name: string): { process: string; pid: number | null } {
    const { pid } = this.#named(name);
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
    return { process: name, pid: pid ?? null };
  }

  /** @throws DomainError `validation` when there is no such process; `unavailable` when it does not run now */
  arm({ process: name, ...point }: Arming): void {
    if (this.#named(name).send({ type: 'failpoint', ...point })) return;
    throw new DomainError('unavailable', { detail: `${name} takes no failpoints now.`, retryAfter: 1 });
  }

  #named(name: string): Supervised {
    const member = this.#members.find(({ program }) => program.name === name);
    if (member !== undefined) return member;
    const known = this.#members.map(({ program }) => program.name).join(', ');
    const message = `must be one of ${known}`;
    throw new DomainError('validation', {
      detail: '1 field is invalid.',
      errors: [{ pointer: '/process', message }],
    });
  }
}
