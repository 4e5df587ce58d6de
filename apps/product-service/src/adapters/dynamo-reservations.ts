import { inboxPut } from '@causeway/messaging/inbox';
import { type DynamoTable, type Item, type Key, TransactionRefused } from '@causeway/stores/dynamo';
import type { Announcement } from '../core/announcements.js';
import type { HoldOutcome, InboxEntry, Reservations } from '../core/ports.js';
import type { Reservation, Settlement } from '../core/reservation.js';
import type { Announcer } from './announcer.js';
import { points } from './failpoints.js';
import { keys } from './table.js';

const leaseShards = 4;

/** Reservations in DynamoDB: one item each, with its lines; only a lease that runs is in the lease index. */
export class DynamoReservations implements Reservations {
  readonly #table: DynamoTable;
  readonly #announcer: Announcer;

  constructor(table: DynamoTable, announcer: Announcer) {
    this.#table = table;
    this.#announcer = announcer;
  }

  async find(orderId: string): Promise<Reservation | undefined> {
    const item = await this.#table.get(keys.reservation(orderId));
    return item === undefined ? undefined : fromItem(item);
  }

  async hold(reservation: Reservation): Promise<HoldOutcome> {
    try {
      await this.#table.transact(points['stock-held'], [
        this.#table.add(toItem(reservation)),
        ...reservation.lines.map(({ productId, quantity }) =>
          this.#table.update(keys.stock(productId), {
            update: 'SET #left = #left - :quantity, #held = #held + :quantity ADD #version :one',
            when: '#left >= :quantity AND attribute_not_exists(#deletedAt)',
            values: { quantity, one: 1 },
          }),
        ),
      ]);
    } catch (error) {
      if (!(error instanceof TransactionRefused)) throw error;
      return error.at(0) === undefined ? 'short' : 'exists';
    }
    return 'held';
  }

  async settle(
    { before, after, from, to }: Settlement,
    announcements: readonly Announcement[],
    event: InboxEntry | null,
  ): Promise<boolean> {
    const outgoing = this.#announcer.prepare(announcements);
    try {
      await this.#table.transact(points['reservation-settled'], [
        this.#table.put(toItem(after), { when: '#version = :seen', values: { seen: before.version } }),
        ...after.lines.map(({ productId, quantity }) =>
          this.#table.update(keys.stock(productId), {
            update: `SET #${from} = #${from} - :quantity, #${to} = #${to} + :quantity ADD #version :one`,
            when: `#${from} >= :quantity`,
            values: { quantity, one: 1 },
          }),
        ),
        ...outgoing.actions,
        ...(event === null ? [] : [inboxPut(this.#table, keys.reservation(after.orderId).pk, event)]),
      ]);
    } catch (error) {
      if (!(error instanceof TransactionRefused)) throw error;
      if (error.at(0) !== undefined) return false;
      throw new Error(
        `The stock of reservation ${after.orderId} has less ${from} than was reserved; compare the products table with invariant I3.`,
        { cause: error },
      );
    }
    outgoing.publish();
    return true;
  }

  /** In no order, so that processes that sweep at once mostly take different ones. */
  async leasesEnded(now: Date, limit: number): Promise<string[]> {
    const shards = await Promise.all(
      Array.from({ length: leaseShards }, (_, shard) =>
        this.#table.query({
          index: 'lease',
          where: '#leaseShard = :shard AND #leaseUntil < :now',
          values: { shard: `LEASE#${shard}`, now: now.toISOString() },
          limit,
        }),
      ),
    );
    return shards
      .flatMap(({ items }) => items.map(({ pk }) => ({ orderId: String(pk).slice(2), draw: Math.random() })))
      .sort((a, b) => a.draw - b.draw)
      .slice(0, limit)
      .map(({ orderId }) => orderId);
  }

  async endLease({ orderId, version }: Reservation): Promise<boolean> {
    try {
      await this.#table.write(
        points['lease-ended'],
        this.#table.update(keys.reservation(orderId), {
          update: 'REMOVE #leaseShard, #leaseUntil',
          when: '#version = :seen',
          values: { seen: version },
        }),
      );
    } catch (error) {
      if (error instanceof TransactionRefused) return false;
      throw error;
    }
    return true;
  }
}

function toItem({ leaseUntil, ...reservation }: Reservation): Key & Item {
  return {
    ...keys.reservation(reservation.orderId),
    schemaVersion: 1,
    ...reservation,
    ...(leaseUntil === null ? {} : { leaseUntil, leaseShard: leaseShardOf(reservation.orderId) }),
  };
}

function fromItem(item: Item): Reservation {
  const { orderId, status, lines, leaseUntil, version, createdAt, updatedAt } = item as Partial<Reservation> &
    Omit<Reservation, 'leaseUntil'>; // written by toItem
  return { orderId, status, lines, leaseUntil: leaseUntil ?? null, version, createdAt, updatedAt };
}

/** A UUIDv7 ends at random. */
const leaseShardOf = (orderId: string): string => `LEASE#${Number.parseInt(orderId.slice(-2), 16) % leaseShards}`;
