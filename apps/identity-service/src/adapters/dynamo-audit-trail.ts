import type { AuditEvent } from '@causeway/data-model';
import { type DynamoTable, type Item, TransactionRefused } from '@causeway/stores/dynamo';
import type { AuditSearch, AuditTrail } from '../core/audit-trail.js';
import { auditEventOfItem, auditPut, partitionsOf } from './audit-items.js';
import { points } from './failpoints.js';

const dayMs = 86_400_000;

/** Security events as `A#day#0..7`, in order of time. Nothing here changes or deletes one. */
export class DynamoAuditTrail implements AuditTrail {
  readonly #table: DynamoTable;

  constructor(table: DynamoTable) {
    this.#table = table;
  }

  async note(events: readonly AuditEvent[]): Promise<void> {
    await Promise.all(events.map((event) => this.#noteOne(event)));
  }

  async search({ from, to, type }: AuditSearch, limit: number, after?: string) {
    const found: Item[] = [];
    const bounds = { from: from.toISOString(), before: after ?? to.toISOString(), type };
    for (let day = Date.parse(bounds.before.slice(0, 10)); day > from.getTime() - dayMs; day -= dayMs) {
      const queues = partitionsOf(new Date(day).toISOString()).map((pk) => this.#newestFirst(pk, bounds));
      for await (const item of merged(queues)) {
        if (found.length === limit) return { items: found.map(auditEventOfItem), position: String(found.at(-1)?.sk) };
        found.push(item);
      }
    }
    return { items: found.map(auditEventOfItem) };
  }

  async *#newestFirst(pk: string, { from, before, type }: Bounds): AsyncGenerator<Item> {
    const found = this.#table.queryAll({
      where: '#pk = :pk AND #sk BETWEEN :from AND :before',
      ...(type === undefined ? {} : { filter: '#type = :type' }),
      values: { pk, from, before, ...(type === undefined ? {} : { type }) },
      limit: 100,
      newestFirst: true,
      consistent: true,
    });
    // A position is the key of an event that was shown; no key ends where a time does.
    for await (const item of found) if (item.sk !== before) yield item;
  }

  async #noteOne(event: AuditEvent): Promise<void> {
    try {
      await this.#table.write(points['audit-noted'], auditPut(this.#table, event));
    } catch (error) {
      // It is known: whoever tells of it did not hear that it was noted.
      if (!(error instanceof TransactionRefused)) throw error;
    }
  }
}

type Bounds = { from: string; before: string; type?: string | undefined };

/** Items of several sequences, each newest first, as one. */
async function* merged(sequences: readonly AsyncGenerator<Item>[]): AsyncGenerator<Item> {
  const next = async (sequence: AsyncGenerator<Item>) => ({ sequence, head: await sequence.next() });
  let queues = await Promise.all(sequences.map(next));
  for (;;) {
    queues = queues.filter(({ head }) => head.done !== true);
    const newest = queues.reduce<(typeof queues)[number] | undefined>(
      (best, one) => (best === undefined || String(one.head.value.sk) > String(best.head.value.sk) ? one : best),
      undefined,
    );
    if (newest === undefined) return;
    yield newest.head.value;
    newest.head = await newest.sequence.next();
  }
}
