import { unavailable } from '@causeway/data-model';
import type { Publisher } from '../src/outbox.js';

/** A broker that does as it is told: takes events, is away, or refuses some for good. */
export class ScriptedPublisher implements Publisher {
  readonly published: string[] = [];
  away = false;
  refused = new Set<string>();
  /** Calls to `publish`, failed ones included. */
  calls = 0;
  beforeAnswer: () => Promise<void> = () => Promise.resolve();

  async publish(
    point: Parameters<Publisher['publish']>[0],
    events: Parameters<Publisher['publish']>[1],
  ): Promise<void> {
    this.calls += 1;
    await this.beforeAnswer();
    if (this.away) throw unavailable('The broker is away.');
    const poison = events.find(({ event }) => this.refused.has(event.id));
    if (poison !== undefined) throw new Error(`no message can carry ${poison.event.id}`);
    this.published.push(...events.map(({ event }) => event.id));
    point.pass();
  }
}
