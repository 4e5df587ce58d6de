import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { anEvent, type CloudEvent, type Order, type Payment } from '@causeway/data-model';

/** An order that the shop has placed, and its payment: what is written bare is copied from them, so that it is as large. */
export type Model = { order: Order; payment: Payment };

/** One order's items, events and answers under an id of its own, as the services write them. */
export class BareOrder {
  readonly id: string;
  readonly order: Order;
  readonly paid: Order;
  readonly placedEvent: CloudEvent;
  readonly capturedEvent: CloudEvent;
  readonly paidEvent: CloudEvent;
  readonly #table: string;
  readonly #stock: string;

  /** @param stock whose item of stock is taken, a number */
  constructor(id: string, { order, payment }: Model, { table, stock }: { table: string; stock: number }) {
    this.id = id;
    this.#table = table;
    this.#stock = `P#${stock}`;
    this.order = { ...order, id };
    this.paid = { ...this.order, status: 'paid', version: 2 };
    const origin = { time: order.createdAt, traceparent: `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01` };
    const ofOrder = { ...origin, aggregate: 'order', subject: id, source: '/aws/order-service' } as const;
    const ofPayment = { ...origin, aggregate: 'payment', subject: id, source: '/azure/payment-service' } as const;
    this.placedEvent = anEvent('shop.order.placed.v1', { order: this.order }, { ...ofOrder, version: 1 });
    this.capturedEvent = anEvent(
      'shop.payment.captured.v1',
      { payment: { ...payment, orderId: id, userId: order.userId, version: 3, capturedAt: payment.updatedAt } },
      { ...ofPayment, version: 3 },
    );
    this.paidEvent = anEvent('shop.order.paid.v1', { order: this.paid }, { ...ofOrder, version: 2 });
  }

  /** The claim of the request's idempotency key. */
  claim() {
    return {
      TableName: this.#table,
      Item: marshall({
        ...this.#claimKey,
        schemaVersion: 1,
        bodyHash: 'a'.repeat(64),
        orderId: this.id,
        token: this.id,
        leaseUntil: this.order.createdAt,
        expiresAt: this.order.createdAt,
        ttl: 1_900_000_000,
      }),
      ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :now',
      ExpressionAttributeValues: marshall({ ':now': this.order.createdAt }),
    };
  }

  /** The reservation, and the stock it takes. */
  reservation(): TransactWriteItem[] {
    const { items, createdAt } = this.order;
    const item = { pk: `R#${this.id}`, sk: 'META', schemaVersion: 1, orderId: this.id, status: 'held', lines: items };
    return [
      this.#add({
        ...item,
        leaseUntil: createdAt,
        leaseShard: 'LEASE#1',
        version: 1,
        createdAt,
        updatedAt: createdAt,
      }),
      {
        Update: {
          TableName: this.#table,
          Key: marshall({ pk: this.#stock, sk: 'STOCK' }),
          UpdateExpression: 'SET #left = #left - :one, held = held + :one ADD version :one',
          ConditionExpression: '#left >= :one',
          ExpressionAttributeNames: { '#left': 'left' },
          ExpressionAttributeValues: marshall({ ':one': 1 }),
        },
      },
    ];
  }

  /** The order, the kept answer, the cart, where its customer finds it, two items of the timeline, and the event in the outbox. */
  placing(): TransactWriteItem[] {
    return [
      this.#add(this.#orderItem(this.order, 2)),
      {
        Update: {
          TableName: this.#table,
          Key: marshall(this.#claimKey),
          UpdateExpression: 'SET answer = :answer',
          ConditionExpression: '#token = :token AND attribute_not_exists(answer)',
          ExpressionAttributeNames: { '#token': 'token' },
          ExpressionAttributeValues: marshall({
            ':token': this.id,
            ':answer': {
              status: 201,
              body: JSON.stringify(this.order),
              location: `/v1/orders/${this.id}`,
              etag: '"1"',
            },
          }),
        },
      },
      {
        Update: {
          TableName: this.#table,
          Key: marshall({ pk: `U#${this.#stock}`, sk: 'CART' }),
          UpdateExpression: 'SET schemaVersion = :one, updatedAt = :at REMOVE #line',
          ConditionExpression: 'attribute_not_exists(closedAt)',
          ExpressionAttributeNames: { '#line': `line_${this.id.replaceAll('-', '_')}` },
          ExpressionAttributeValues: marshall({ ':one': 1, ':at': this.order.createdAt }),
        },
      },
      {
        Put: {
          TableName: this.#table,
          Item: marshall({
            pk: `U#${this.#stock}`,
            sk: `O#${this.id}`,
            schemaVersion: 1,
            claim: this.#claimKey.pk,
          }),
        },
      },
      this.#timeline(1, 'stock.reserved'),
      this.#timeline(2, 'order.placed'),
      this.#outbox(this.placedEvent),
    ];
  }

  /** The inbox, the order paid, two more items of its timeline, and the event in the outbox. */
  paying(): TransactWriteItem[] {
    return [
      this.#add({ ...this.#orderKey, sk: `IN#${this.capturedEvent.id}`, receivedAt: this.order.createdAt }),
      {
        Put: {
          TableName: this.#table,
          Item: marshall(this.#orderItem(this.paid, 4)),
          ConditionExpression: 'seq = :seen AND userId = :whose',
          ExpressionAttributeValues: marshall({ ':seen': 2, ':whose': this.order.userId }),
        },
      },
      this.#timeline(3, 'payment.captured'),
      this.#timeline(4, 'order.paid'),
      this.#outbox(this.paidEvent),
    ];
  }

  /** The key under which an event waits in the outbox. */
  outboxKey(event: CloudEvent) {
    return { TableName: this.#table, Key: marshall({ pk: `OUT#${event.id}`, sk: 'OUT' }) };
  }

  get #orderKey() {
    return { pk: `O#${this.id}`, sk: 'META' };
  }

  get #claimKey() {
    return { pk: `IDEM#${this.id}`, sk: 'CLAIM' };
  }

  #orderItem(order: Order, seq: number) {
    const { userId, createdAt } = order;
    const payment = seq === 2 ? null : { version: 3, captured: true, refunded: 0 };
    const indexed = { userId, createdAt, createdAtId: `${createdAt}#${this.id}`, dayShard: 'D#1' };
    return { ...this.#orderKey, schemaVersion: 1, seq, payment, order, ...indexed };
  }

  #timeline(seq: number, type: string): TransactWriteItem {
    const item = { schemaVersion: 1, seq, type, status: 'paid', service: 'order-service', cloud: 'aws', detail: {} };
    const at = { at: this.order.createdAt, traceId: '1'.repeat(32) };
    const key = { pk: this.#orderKey.pk, sk: `T#${String(seq).padStart(6, '0')}` };
    return { Put: { TableName: this.#table, Item: marshall({ ...key, ...item, ...at }) } };
  }

  #outbox(event: CloudEvent): TransactWriteItem {
    const item = { topic: 'orders', body: JSON.stringify(event), attempts: 0, outboxAt: this.order.createdAt };
    const Item = marshall({ pk: `OUT#${event.id}`, sk: 'OUT', ...item, outboxShard: 'OUT#1' });
    return { Put: { TableName: this.#table, Item } };
  }

  #add(item: Record<string, unknown>): TransactWriteItem {
    const ConditionExpression = 'attribute_not_exists(pk)';
    return { Put: { TableName: this.#table, Item: marshall(item), ConditionExpression } };
  }
}
