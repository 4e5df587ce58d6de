import { eventually } from '@causeway/testing';
import * as z from 'zod';
import type { Ports } from '../../src/ports.js';
import type { Invariant } from '../../src/replay/report.js';

const hits = z.object({ items: z.array(z.object({ process: z.string(), name: z.string(), action: z.string() })) });
const processes = z.object({ items: z.array(z.object({ name: z.string(), state: z.string(), restarts: z.number() })) });

export type Action = 'kill' | 'freeze';
export type Arming = { process: string; name: string; action: Action; freezeMs?: number; pass?: number };

/** The laboratory of a shop that was started with `--laboratory`. */
export class Laboratory {
  readonly #url: string;

  /** Asks the supervisor itself: the gateway may be dead. */
  constructor({ control }: Ports) {
    this.#url = `http://127.0.0.1:${control}/__local`;
  }

  /** Arms a point, as soon as its process runs. */
  arm(arming: Arming): Promise<unknown> {
    return eventually(() => this.#ask('POST', 'laboratory/failpoints', arming), 60_000);
  }

  kill(process: string): Promise<unknown> {
    return this.#ask('POST', 'laboratory/kills', { process });
  }

  /** How often this point of this process was hit in this way. */
  async hits({ process, name, action }: Arming): Promise<number> {
    const { items } = hits.parse(await this.#ask('GET', 'laboratory/failpoints'));
    return items.filter((hit) => hit.process === process && hit.name === name && hit.action === action).length;
  }

  /** Resolves when the process runs (again). */
  untilReady(process: string): Promise<void> {
    return eventually(async () => {
      const { items } = processes.parse(await this.#ask('GET', 'laboratory/processes'));
      expect(items.find(({ name }) => name === process)?.state).toBe('ready');
    }, 60_000);
  }

  /** What does not hold once everything had the time to settle; nothing is best. */
  async violations(withinMs: number): Promise<string[]> {
    const deadline = performance.now() + withinMs;
    for (;;) {
      const found = await this.#violationsNow().catch((error: unknown) => [String(error)]);
      if (found.length === 0 || performance.now() > deadline) return found;
    }
  }

  async #violationsNow(): Promise<string[]> {
    const { invariants } = (await this.#ask('GET', 'invariants')) as { invariants: Invariant[] }; // what check-invariants.ts writes
    expect(invariants.map(({ id }) => id)).toEqual(['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I9']);
    return invariants.flatMap(({ id, violations }) => violations.map((one) => `${id}: ${one}`));
  }

  async #ask(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.#url}/${path}`, {
      method,
      signal: AbortSignal.timeout(120_000),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }
}
