import { anEvent, type CloudEvent, type Order, type TimelineItem } from '@causeway/data-model';
import type { Answer, Claim } from '../../src/core/idempotency.js';
import type { OrderEventType, OrderRecord, Story } from '../../src/core/order.js';
import type { Arrival, OrderLists, Orders, Slice, Timelines } from '../../src/core/ports.js';
import type { InMemoryClaims } from './in-memory-claims.js';

/** Orders in memory, with the store's promises: each write is one transaction, and only of what was read before. */
export class InMemoryOrders implements Orders, OrderLists, Timelines {
  readonly records = new Map<string, OrderRecord | 'tombstone'>();
  readonly timelines = new Map<string, TimelineItem[]>();
  /** What the outbox took, in the order of the commits. */
  readonly events: CloudEvent<OrderEventType>[] = [];
  /** Fingerprints by order and event. */
  readonly #handled = new Map<string, string | null>();
  readonly #claims: InMemoryClaims;

  constructor(claims: InMemoryClaims) {
    this.#claims = claims;
  }

  async find(id: string): Promise<OrderRecord | undefined> {
    const record = this.records.get(id);
    return record === 'tombstone' ? undefined : record;
  }

  async place(story: Story, claim: Claim, answer: Answer): Promise<'placed' | 'fenced' | 'lost'> {
    const met = this.records.get(story.order.id);
    if (met !== undefined || !this.#claims.isHeld(claim)) return met === 'tombstone' ? 'fenced' : 'lost';
    this.#claims.answer(claim, answer);
    this.#write(story);
    return 'placed';
  }

  async save(story: Story, arrival?: Arrival): Promise<'saved' | 'stale' | 'repeated' | 'contradicted'> {
    const met = this.records.get(story.order.id);
    const inbox = `${story.order.id} ${arrival?.id}`;
    if (arrival !== undefined && this.#handled.has(inbox))
      return this.#handled.get(inbox) === arrival.fingerprint ? 'repeated' : 'contradicted';
    const seen = story.seq - story.happenings.length;
    if (story.happenings.length > 0 && (met === undefined || met === 'tombstone' || met.seq !== seen)) return 'stale';
    if (arrival !== undefined) this.#handled.set(inbox, arrival.fingerprint);
    if (story.happenings.length > 0) this.#write(story);
    return 'saved';
  }

  async fence(id: string): Promise<{ placed: boolean }> {
    const met = this.records.get(id);
    if (met === undefined) this.records.set(id, 'tombstone');
    return { placed: met !== undefined && met !== 'tombstone' };
  }

  async after(orderId: string, seq: number, limit: number): Promise<TimelineItem[]> {
    return (this.timelines.get(orderId) ?? []).filter((item) => item.seq > seq).slice(0, limit);
  }

  async ofUser(userId: string, limit: number): Promise<Slice<Order>> {
    const items = this.orders().filter((order) => order.userId === userId);
    return { items: items.toReversed().slice(0, limit), position: undefined };
  }

  async all(): Promise<Slice<Order>> {
    return { items: this.orders(), position: undefined };
  }

  async placedSince(since: string): Promise<Slice<Order>> {
    return { items: this.orders().filter(({ createdAt }) => createdAt >= since), position: undefined };
  }

  async byIds(ids: readonly string[]): Promise<Order[]> {
    return this.orders().filter(({ id }) => ids.includes(id));
  }

  async due(now: Date, limit: number): Promise<string[]> {
    return this.orders()
      .filter(({ nextAction }) => nextAction !== null && nextAction.expiresAt <= now.toISOString())
      .slice(0, limit)
      .map(({ id }) => id);
  }

  orders(): Order[] {
    return [...this.records.values()].flatMap((record) => (record === 'tombstone' ? [] : record.order));
  }

  #write({ happenings, ...record }: Story): void {
    const { id } = record.order;
    const known = this.timelines.get(id) ?? [];
    const items = happenings.map(({ event: _, ...happening }, index) => ({
      ...happening,
      seq: known.length + index + 1,
      service: 'order-service',
      cloud: 'aws' as const,
      traceId: '0'.repeat(32),
    }));
    this.records.set(id, record);
    this.timelines.set(id, [...known, ...items]);
    this.events.push(...happenings.flatMap(({ event, at }) => (event === null ? [] : eventOf(event, at))));
  }
}

const eventOf = ({ type, order }: { type: OrderEventType; order: Order }, time: string): CloudEvent<OrderEventType> =>
  anEvent(
    type,
    { order },
    {
      aggregate: 'order',
      subject: order.id,
      version: order.version,
      source: '/aws/order-service',
      time,
      traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
    },
  );
