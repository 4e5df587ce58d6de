import type { Charge, PaymentIntent, Refund, StripeEvent } from './stripe-objects.js';

/** The time it is. */
export type Clock = () => Date;

/** A new id in Stripe's manner: `newId('pi')` is `pi_` and 24 letters and digits. */
export type NewId = (prefix: 'pi' | 'ch' | 're' | 'evt' | 'req' | 'secret') => string;

/** One page: newest first, the objects made before `startingAfter`, of one intent only when asked. */
export type PageQuery = { limit: number; startingAfter?: string | undefined; of?: string | undefined };
export type Page<T> = { data: T[]; hasMore: boolean };

/** All objects of one kind. */
export interface Shelf<T> {
  find(id: string): T | undefined;
  /** Adds the object, or replaces the one with its id. */
  put(object: T): void;
  /** Undefined when there is no object `startingAfter`. */
  page(query: PageQuery): Page<T> | undefined;
}

/** What a request was answered, kept under its idempotency key. */
export type KeptAnswer = { fingerprint: string; requestId: string; status: number; body: string; keptAt: number };

export interface KeptAnswers {
  find(key: string): KeptAnswer | undefined;
  put(key: string, answer: KeptAnswer): void;
  /** Drops what was kept at `time` (ms) or before. */
  dropUntil(time: number): void;
}

/** What settles later by itself: intents and refunds, by id, with times in milliseconds. They survive a restart. */
export interface Timers {
  set(id: string, at: number): void;
  clear(id: string): void;
  due(now: number, limit: number): string[];
  next(): number | undefined;
}

export type Delivery = { eventId: string; body: string; attempts: number; giveUpAt: number };

/** Where each webhook stands, times in milliseconds. */
export interface Deliveries {
  due(now: number, limit: number): Delivery[];
  /** The next time after `now` at which one becomes due. */
  nextAfter(now: number): number | undefined;
  succeeded(eventId: string, at: number): void;
  /** `retryAt` is undefined when there will be no other attempt. */
  failed(eventId: string, retryAt: number | undefined, why: string): void;
  again(eventId: string, at: number, giveUpAt: number): void;
}

/**
 * Everything that is kept. Its methods answer at once, because the file is in this process; inside `Transactions.run`
 * they all happen or none.
 */
export interface Books {
  intents: Shelf<PaymentIntent>;
  charges: Shelf<Charge>;
  refunds: Shelf<Refund>;
  answers: KeptAnswers;
  timers: Timers;
  deliveries: Deliveries;
  events: {
    find(id: string): StripeEvent | undefined;
    page(query: PageQuery): Page<StripeEvent> | undefined;
    /** Keeps the event and, when somebody listens, its delivery. */
    add(event: StripeEvent, now: number, giveUpAt: number): void;
  };
  /** True the first time it is asked about `subject`, false ever after. */
  isFirst(subject: string): boolean;
}

/** What a transaction is about. */
export type Effect =
  | 'intent-made'
  | 'intent-confirmed'
  | 'intent-cancelled'
  | 'refund-made'
  | 'authenticated'
  | 'settled'
  | 'failure-kept'
  | 'delivery-noted'
  | 'delivery-put-off'
  | 'delivery-wanted';

export interface Transactions {
  /** Resolves when what `work` did is on the disk; rejects, with nothing done, when `work` throws. */
  run<T>(effect: Effect, work: (books: Books) => T): Promise<T>;
}

/** What a step of the rules may take from the outside world. */
export type World = {
  now: Date;
  newId: NewId;
  /** The page on which a customer authenticates a payment. */
  customerPage(intentId: string): string;
  /** How long what settles later takes, in milliseconds. */
  slowSettleMs: number;
  request: { id: string | null; idempotency_key: string | null };
};
