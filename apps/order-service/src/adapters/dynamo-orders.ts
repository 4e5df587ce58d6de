import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { anEvent, type CloudEvent } from '@causeway/data-model';
import { inboxPut, isOfAnother } from '@causeway/messaging/inbox';
import type { Failpoint } from '@causeway/runtime/failpoints';
import { currentTraceId, currentTraceparent } from '@causeway/runtime/telemetry';
import { type DynamoTable, TransactionRefused } from '@causeway/stores/dynamo';
import type { Answer, Claim } from '../core/idempotency.js';
import type { OrderEventType, OrderRecord, Story } from '../core/order.js';
import type { Arrival, Orders } from '../core/ports.js';
import { withoutProducts } from './cart-items.js';
import { answeredClaim } from './claim-items.js';
import { points } from './failpoints.js';
import { fromItem, isTombstone, orderKey, toItem, tombstone, toTimelineItems } from './order-items.js';
import { ownedOrder } from './owned-orders.js';

/** Where events wait until they are published. */
export type Outbox = {
  /** What writes an event beside the state it tells of. */
  put(event: CloudEvent): TransactWriteItem;
  /** Publishes what has just been committed, in the background. */
  publish(events: readonly CloudEvent[]): void;
};

/** Orders in DynamoDB. Every write is one transaction that holds the order, its timeline, and the events it causes. */
export class DynamoOrders implements Orders {
  readonly #table: DynamoTable;
  readonly #outbox: Outbox;
  readonly #wake: (orderId: string) => void;

  constructor(table: DynamoTable, outbox: Outbox, wake: (orderId: string) => void) {
    this.#table = table;
    this.#outbox = outbox;
    this.#wake = wake;
  }

  async find(id: string): Promise<OrderRecord | undefined> {
    const item = await this.#table.get(orderKey(id));
    return item && fromItem(item);
  }

  async place(story: Story, claim: Claim, answer: Answer): Promise<'placed' | 'fenced' | 'lost' | 'ownerless'> {
    const { id, userId, items, createdAt } = story.order;
    const productIds = items.map(({ productId }) => productId);
    const order = this.#table.add(toItem(story));
    const alongside = [
      answeredClaim(this.#table, claim, answer),
      withoutProducts(this.#table, userId, productIds, createdAt),
      this.#table.put(ownedOrder(userId, id, claim)),
    ];
    const refusal = await this.#commit(points.placed, story, [order, ...alongside]);
    if (refusal === undefined) return 'placed';
    // The claim is held and no order stands: it is the cart that is closed.
    if (refusal.at(0) === undefined && refusal.at(1) === undefined) return 'ownerless';
    const met = refusal.at(0)?.item ?? (await this.#table.get(orderKey(id)));
    return met !== undefined && isTombstone(met) ? 'fenced' : 'lost';
  }

  async save(story: Story, arrival?: Arrival): Promise<'saved' | 'stale' | 'repeated' | 'contradicted'> {
    const seen = story.seq - story.happenings.length;
    const changed = story.happenings.length > 0;
    const { userId } = story.order;
    // Its customer may have been erased since it was read: nothing may write them back.
    const order = this.#table.put(toItem(story), {
      when: '#seq = :seen AND #userId = :userId',
      values: { seen, userId },
    });
    const inbox = arrival === undefined ? [] : [inboxPut(this.#table, orderKey(story.order.id).pk, arrival)];
    const actions = [...inbox, ...(changed ? [order] : [])];
    if (actions.length === 0) return 'saved';
    const point = story.happenings.some(({ event }) => event !== null) ? points.changed : points.noted;
    const refusal = await this.#commit(point, story, actions);
    if (refusal === undefined) return 'saved';
    const known = arrival === undefined ? undefined : refusal.at(0);
    if (arrival === undefined || known === undefined) return 'stale';
    return isOfAnother(known.item ?? {}, arrival) ? 'contradicted' : 'repeated';
  }

  async fence(id: string, at: string): Promise<{ placed: boolean }> {
    try {
      await this.#table.write(points.fenced, this.#table.add(tombstone(id, at)));
      return { placed: false };
    } catch (error) {
      if (!(error instanceof TransactionRefused)) throw error;
      const met = error.at(0)?.item ?? (await this.#table.get(orderKey(id)));
      return { placed: met !== undefined && !isTombstone(met) };
    }
  }

  /** The refusal when a condition did not hold. What was written is published at once, without keeping anybody waiting. */
  async #commit(point: Failpoint, story: Story, actions: TransactWriteItem[]): Promise<TransactionRefused | undefined> {
    const events = eventsOf(story);
    const timeline = toTimelineItems(story, story.happenings, currentTraceId()).map((item) => this.#table.put(item));
    try {
      await this.#table.transact(point, [...actions, ...timeline, ...events.map((event) => this.#outbox.put(event))]);
    } catch (error) {
      if (error instanceof TransactionRefused) return error;
      throw error;
    }
    this.#outbox.publish(events);
    this.#wake(story.order.id);
    return undefined;
  }
}

const eventsOf = ({ happenings }: Story): CloudEvent<OrderEventType>[] =>
  happenings.flatMap(({ event, at }) => {
    if (event === null) return [];
    const { type, order } = event;
    return anEvent(
      type,
      { order },
      {
        aggregate: 'order',
        subject: order.id,
        version: order.version,
        source: '/aws/order-service',
        time: at,
        traceparent: currentTraceparent(),
      },
    );
  });
