import * as z from 'zod';

const processList = z.object({
  items: z.array(z.object({ name: z.string(), state: z.string(), pid: z.number().nullable(), restarts: z.number() })),
});
const hitList = z.object({ items: z.array(z.object({ process: z.string(), name: z.string() })) });
const killed = z.object({ pid: z.number().nullable() });
const messageCounts = z.record(
  z.string(),
  z.object({ active: z.number(), scheduled: z.number(), deadLetter: z.number() }),
);
const faultsTold = z.object({ done: z.record(z.string(), z.number()).optional() });

export type Finding = { id: string; rule: string; holds: boolean; checked: number; violations: string[] };

/** The experimenter's side of `/__local/laboratory`: asks the supervisor itself, because the gateway may be dead. */
export class LaboratoryClient {
  readonly #url: string;
  readonly #countsUrl: string;

  /** @param ports of the system: its control server and the HTTP side of its Service Bus */
  constructor(ports: { control: number; serviceBusAdmin: number }) {
    this.#url = `http://127.0.0.1:${ports.control}/__local`;
    this.#countsUrl = `http://127.0.0.1:${ports.serviceBusAdmin}/counts`;
  }

  /** The id of the process that was killed; null when there was none: one that starts just now is not there yet. */
  async kill(process: string): Promise<number | null> {
    return killed.parse(await this.#ask('POST', 'laboratory/kills', { process })).pid;
  }

  /** Has a process die when it passes this failpoint next. */
  async armKill(process: string, name: string): Promise<void> {
    await this.#ask('POST', 'laboratory/failpoints', { process, name, action: 'kill' });
  }

  /** Has a process stand still for so many milliseconds when it passes this failpoint next. */
  async armFreeze(process: string, name: string, freezeMs: number): Promise<void> {
    await this.#ask('POST', 'laboratory/failpoints', { process, name, action: 'freeze', freezeMs });
  }

  /** How often a failpoint was hit since the system started. */
  async hits(process: string, name: string): Promise<number> {
    const { items } = hitList.parse(await this.#ask('GET', 'laboratory/failpoints'));
    return items.filter((hit) => hit.process === process && hit.name === name).length;
  }

  async processes(): Promise<z.infer<typeof processList>['items']> {
    return processList.parse(await this.#ask('GET', 'laboratory/processes')).items;
  }

  async link(action: 'cut' | 'heal'): Promise<void> {
    await this.#ask('POST', 'laboratory/links', { action });
  }

  async busFaults(plan: object): Promise<void> {
    await this.#ask('PUT', 'laboratory/bus-faults', plan);
  }

  /** Ends the faults; answers what was done since the broker last started. */
  async endBusFaults(): Promise<Record<string, number>> {
    const { done } = await this.faultsDone();
    await this.#ask('DELETE', 'laboratory/bus-faults');
    return done ?? {};
  }

  async faultsDone(): Promise<{ done?: Record<string, number> | undefined }> {
    return faultsTold.parse(await this.#ask('GET', 'laboratory/bus-faults'));
  }

  async ready(): Promise<number> {
    return (await this.processes()).filter(({ state }) => state === 'ready').length;
  }

  async invariants(): Promise<Finding[]> {
    const answer = (await this.#ask('GET', 'invariants')) as { invariants: Finding[] }; // what check-invariants.ts writes
    return answer.invariants;
  }

  /** Messages that wait in all subscriptions; undefined while the broker is away. */
  async messagesWaiting(): Promise<number | undefined> {
    const counts = await this.#counts().catch(() => undefined);
    return counts && Object.values(counts).reduce((sum, { active, scheduled }) => sum + active + scheduled, 0);
  }

  /** Where there are dead letters, and how many. */
  async deadLetters(): Promise<Record<string, number>> {
    const found = Object.entries(await this.#counts()).filter(([, { deadLetter }]) => deadLetter > 0);
    return Object.fromEntries(found.map(([path, { deadLetter }]) => [path, deadLetter]));
  }

  async #counts() {
    const response = await fetch(this.#countsUrl, { signal: AbortSignal.timeout(1000) });
    return messageCounts.parse(await response.json());
  }

  async #ask(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.#url}/${path}`, {
      method,
      signal: AbortSignal.timeout(150_000),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }
}
