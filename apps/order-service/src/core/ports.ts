import type { Order, PaymentState, PricedLine, Product, ReservationLine, TimelineItem } from '@causeway/data-model';
import type { CartLine, StoredCart } from './cart.js';
import type { Answer, Claim, KeyOwner, StoredClaim } from './idempotency.js';
import type { OrderRecord, Story } from './order.js';

/** The time it is. */
export type Clock = () => Date;

/** A new UUIDv7. */
export type Ids = () => string;

/** An event that came: noted beside what it changes, so that it has its effect once. */
export type Arrival = {
  id: string;
  /** Of what it said: another event under its id is told from a repeat of it. */
  fingerprint: string | null;
};

/** Orders with their timelines, inboxes and outboxes. Each write is one transaction. */
export interface Orders {
  find(id: string): Promise<OrderRecord | undefined>;

  /**
   * Writes a new order, keeps `answer` for repeats of its request, and takes the ordered products out of the cart.
   * `fenced`: a tombstone stands where the order would; `lost`: somebody else holds the claim, or has used it; `ownerless`:
   * the customer was erased.
   */
  place(story: Story, claim: Claim, answer: Answer): Promise<'placed' | 'fenced' | 'lost' | 'ownerless'>;

  /**
   * Writes what has happened since the order was read, and notes the event that brought it.
   * `stale`: the order has changed since, or is nobody's any more; `repeated`: the event has had its effect already; `contradicted`: another event
   * has, under the same id.
   */
  save(story: Story, arrival?: Arrival): Promise<'saved' | 'stale' | 'repeated' | 'contradicted'>;

  /** Writes a tombstone where no order stands; answers whether one does. */
  fence(id: string, at: string): Promise<{ placed: boolean }>;
}

/** Orders, many at a time. */
export interface OrderLists {
  /** Newest first, from after `position`. */
  ofUser(userId: string, limit: number, position?: unknown): Promise<Slice<Order>>;
  /** Every order there is, in an order of the store's own. */
  all(limit: number, position?: unknown): Promise<Slice<Order>>;
  /** Those placed from `since` (an ISO time) to `now`, in no particular order. A page can be empty and not the last. */
  placedSince(since: string, now: Date, limit: number, position?: unknown): Promise<Slice<Order>>;
  /** Those that exist, as last written. */
  byIds(ids: readonly string[]): Promise<Order[]>;
  /** Ids of orders whose customer had until `now` to act. */
  due(now: Date, limit: number): Promise<string[]>;
}

/** `position` leads to what follows; undefined at the end. */
export type Slice<T> = { items: T[]; position: unknown };

export interface Timelines {
  /** Ascending, from `seq + 1`. */
  after(orderId: string, seq: number, limit: number): Promise<TimelineItem[]>;
}

/** Tells those who wait that something has happened to an order. */
export interface Wakeups {
  /** Resolves when the order has changed in this process, after `withinMs`, or when `ended` is. */
  next(orderId: string, withinMs: number, ended: AbortSignal): Promise<void>;
}

/** Idempotency claims. */
export interface Claims {
  /** Writes the claim unless one stands that has not expired: then that one is the answer. */
  begin(claim: Claim, expiresAt: Date): Promise<StoredClaim | undefined>;
  /** The claim that stands under a key and has not expired; changes nothing. */
  find(owner: KeyOwner): Promise<StoredClaim | undefined>;
  /** Puts `claim` in the place of one whose lease has ended; false when somebody else was first. */
  takeOver(ended: StoredClaim, claim: Claim, expiresAt: Date): Promise<boolean>;
  /** Keeps another order id in a claim that is held; false when it is not held any more. */
  rename(claim: Claim, orderId: string): Promise<boolean>;
  /** Ends the lease of a claim that is held: its request may be tried again at once. */
  endLease(claim: Claim, now: Date): Promise<void>;
  /** Forgets a claim that is held. */
  free(claim: Claim): Promise<void>;
}

/** Stock and prices, which product-service keeps. */
export interface StockReservations {
  /**
   * Holds the lines under the order's id and freezes their prices; repeating it gives the same answer. `ended`: there was
   * such a reservation and it was given back.
   *
   * @throws DomainError `out-of-stock`, `validation`; `unavailable` when it is not known whether anything is held.
   */
  reserve(orderId: string, items: readonly ReservationLine[]): Promise<PricedLine[] | 'ended'>;
  /** Gives back what is held under the order's id. */
  release(orderId: string): Promise<void>;
}

/** Payments as payment-service holds them at this moment. */
export interface KnownPayments {
  /** @throws DomainError `unavailable` when payment-service does not say whether there is such a payment */
  byId(id: string): Promise<PaymentState | undefined>;
}

export interface Products {
  /** Those that exist, by id. */
  find(ids: readonly string[]): Promise<ReadonlyMap<string, Product>>;
}

/** Orders as their customers' own, for when one of them is erased. */
export interface OwnedOrders {
  /** Ids of the orders somebody has, some of them perhaps not any more: never less than all that were placed. */
  ofPerson(userId: string): AsyncIterable<string>;
  /**
   * Writes an order that has lost its customer in the place of the one that was read, and such items into its timeline, and
   * deletes the answer that was kept for repeats of its request. `stale`: it has changed since.
   */
  disown(
    read: OrderRecord,
    disowned: { record: OrderRecord; timeline: readonly TimelineItem[] },
  ): Promise<'disowned' | 'stale'>;
}

/** What identity-service knows of erased people. */
export interface ErasedPeople {
  /** @throws DomainError `unavailable` when it says neither yes nor no */
  isErased(userId: string): Promise<boolean>;
  /**
   * @param erased how many things of each kind
   * @throws DomainError `unavailable` when it has not taken the report
   */
  report(userId: string, erased: Record<string, number>): Promise<void>;
}

/** Each write but the last is refused for a cart that is closed: DomainError `invalid-token`. */
export interface Carts {
  find(userId: string): Promise<StoredCart>;
  put(userId: string, line: CartLine, at: string): Promise<StoredCart>;
  remove(userId: string, productId: string, at: string): Promise<void>;
  clear(userId: string): Promise<void>;
  /** Empties it for ever: nothing is put into it any more, and no order of its owner written. Answers how many lines it had. */
  close(userId: string, at: string): Promise<number>;
}

export type Lag = { oldestMs: number; backlog: number };

/** Events that wait to be published, as measured not long ago. */
export interface Backlog {
  /** The age of the oldest in milliseconds, and how many there are. */
  lag(): Lag | Promise<Lag>;
}
