import type { Money, Order, Page, Refund as RefundOnTheWire } from '@causeway/data-model';
import type { Change } from './change.js';
import type { Payment } from './payment.js';

/** The time it is. */
export type Clock = () => Date;

/** A new UUIDv7. */
export type Ids = () => string;

/** Runs work that was put off in the trace of what caused it (a W3C traceparent). */
export type InTrace = <T>(traceparent: string, work: () => Promise<T>) => Promise<T>;

/** What arrived from outside and must have its effect once: an event of the broker or a webhook of the provider. */
export type Arrival = {
  kind: 'event' | 'webhook';
  id: string;
  /** Of what an event said, so that another one cannot pass for its repeat; null where nothing it says is believed. */
  fingerprint: string | null;
};

/** The payments, their refunds and their ledger. Each write is one transaction, outbox and ledger included. */
export interface Payments {
  byId(id: string): Promise<Payment | undefined>;
  byOrder(orderId: string): Promise<Payment | undefined>;
  byIntent(intentId: string): Promise<Payment | undefined>;

  /**
   * Writes a new payment. One who is erased here is written by their pseudonym, whatever the change calls them.
   *
   * @returns the payment as it was written; undefined when its order has one already
   */
  add(change: Change, arrival?: Arrival): Promise<Payment | undefined>;

  /** Replaces `before`; false when somebody else has changed it since it was read, as its revision tells. */
  save(before: Payment, change: Change, arrival?: Arrival): Promise<boolean>;

  /** Whether this arrival has had its effect already; `otherwise`: another one has, under the same id. */
  heard(arrival: Arrival): Promise<'not-yet' | 'before' | 'otherwise'>;

  /** Notes that this arrival needs nothing more. Repeating it does no harm. */
  markHandled(arrival: Arrival): Promise<void>;

  /** Takes up to `limit` payments that are due and keeps other sweepers off them until `until`. */
  claimDue(now: Date, until: Date, limit: number): Promise<Payment[]>;
}

/** A PaymentIntent of the provider, in our words. */
export type Intent = {
  id: string;
  status: 'unconfirmed' | 'requires_action' | 'processing' | 'succeeded' | 'failed' | 'cancelled';
  amount: Money;
  method: Payment['method'];
  /** Why the last attempt to charge failed; it stays when the intent is cancelled afterwards. */
  declineCode: string | null;
  /** Where the customer has to go, when `requires_action`. */
  redirectUrl: string | null;
};

export type ProviderRefund = { id: string | null; status: 'pending' | 'succeeded' | 'failed' };

/** The provider refused for good, and nothing happened: a value, not a failure. */
export type Refusal = { refused: string };

/** It is not known whether the provider did what it was asked: time-out, lost connection, 5xx, throttling. */
export class InDoubt extends Error {
  override readonly name = 'InDoubt';
}

/** The payment provider. Every method throws `InDoubt` when its answer did not arrive or says nothing. */
export interface PaymentGateway {
  /** Creates an intent that charges nothing until it is confirmed. */
  create(payment: Payment): Promise<Intent | Refusal>;
  /** Charges. Repeating it never charges twice. */
  confirm(intentId: string): Promise<Intent>;
  /** The truth. */
  retrieve(intentId: string): Promise<Intent>;
  /** Asks for the intent to be cancelled; the answer is what became of it, cancelled or not. */
  cancel(intentId: string, why: 'requested_by_customer' | 'abandoned'): Promise<Intent>;
  refund(intentId: string, refund: { id: string; key: string; amount: Money }): Promise<ProviderRefund | Refusal>;
  /** The refund the provider made for one of ours, if it made any. */
  refundOf(intentId: string, refundId: string): Promise<ProviderRefund | undefined>;
}

export type KeyClaim =
  /** Go on. A `refundId` that is not the proposed one belongs to a request that died: continue that refund. */
  | { outcome: 'claimed'; refundId: string }
  | { outcome: 'answered'; answer: RefundOnTheWire }
  | { outcome: 'in-progress' }
  | { outcome: 'reused' };

/** Idempotency keys of `POST /v1/payments/{id}/refunds`. */
export interface RefundKeys {
  /** Claims the key for `request` until the lease ends. */
  claim(key: RefundKey, request: unknown, refundId: string, now: Date, leaseUntil: Date): Promise<KeyClaim>;
  /** Keeps the answer for repeats. */
  answer(key: RefundKey, answer: RefundOnTheWire): Promise<void>;
  /** Frees the key after a refusal. */
  release(key: RefundKey): Promise<void>;
}
export type RefundKey = { userId: string; route: string; key: string };

/** News of the provider: who is told about is believed because of the signature, and nothing else is believed. */
export type ProviderNews = { eventId: string; intentId: string | null };

/** Why news is not the provider's, or not its news of now: the cause of a `bad-signature`. */
export class BrokenSeal extends Error {
  override readonly name = 'BrokenSeal';

  constructor(
    readonly why: 'missing' | 'garbled' | 'wrong' | 'old' | 'of-the-future',
    options?: ErrorOptions,
  ) {
    super(`the signature is ${why}`, options);
  }
}

/** Tells the provider's news from anybody else's. */
export interface WebhookSeal {
  /** @throws DomainError `bad-signature` with a `BrokenSeal`; `malformed-json` or `validation` for what was sealed, and is no event */
  open(rawBody: Uint8Array, signature: string | undefined): ProviderNews;
}

/** All payments, a page at a time, the longest unchanged first. */
export interface PaymentPages {
  /**
   * @param since leaves out those that have not changed since this time
   * @throws DomainError `bad-query` for a cursor that is not one of this list's
   */
  page(after: string | undefined, limit: number, since?: string): Promise<Page<Payment>>;
  byIds(ids: readonly string[]): Promise<Payment[]>;
}

/** People as identity-service knows them. Each throws DomainError `unavailable` when it cannot be asked. */
export interface Accounts {
  isErased(userId: string): Promise<boolean>;
  /** Tells what was erased here; a repeat changes nothing. */
  report(userId: string, erased: Record<string, number>): Promise<void>;
}

/** Those who pay, and what is kept of them here. */
export interface Payers {
  /** Has every restore from the archive forget them, too. */
  forgetInArchive(userId: string): Promise<void>;
  /** Calls them by their pseudonym in every row, for good, and says in how many payments that was new. */
  forget(userId: string): Promise<number>;
  /** @throws DomainError `bad-query` for a cursor that is not one of this person's */
  paymentsOf(userId: string, after: string | undefined, limit: number): Promise<Page<Payment>>;
}

/** An intent of ours as the provider remembers it. */
export type KnownIntent = { id: string; orderId: string; paymentId: string };
export type KnownRefund = { intentId: string; refundId: string; amount: Money; createdAt: string };

/** What the provider remembers of us. Each throws `InDoubt` when it cannot be asked. */
export interface ProviderHistory {
  /** By order. */
  intentsSince(since: Date): Promise<Map<string, KnownIntent>>;
  refundsSince(since: Date): Promise<KnownRefund[]>;
}

/** Orders as order-service holds them at this moment. */
export interface KnownOrders {
  /** @throws DomainError `unavailable` when order-service does not say whether there is such an order */
  byId(id: string): Promise<Order | undefined>;
}

/** Every order there is, as order-service holds it, page by page. */
export interface OrderPages {
  all(): AsyncIterable<Order[]>;
}
