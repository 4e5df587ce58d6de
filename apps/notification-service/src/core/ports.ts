import type { CloudEvent, Notification, Order, PaymentState } from '@causeway/data-model';

export type Clock = { now(): Date };
export type Ids = { next(): string };

/** A notification before it is sent; `eventId` is what makes it unique. */
export type Draft = Omit<Notification, 'status' | 'sentAt'> & { userId: string };

export interface Notifications {
  /**
   * Writes the draft unless one for this event exists already; answers what is stored, and for whom: one who is erased here
   * goes by their pseudonym.
   */
  record(draft: Draft, at: Date): Promise<Notification & { userId: string }>;
  /** Marks it sent and publishes `shop.notification.sent.v1`, in one transaction; a repeat changes nothing. */
  markSent(id: string, at: Date, sent: CloudEvent<'shop.notification.sent.v1'>): Promise<void>;
  /** There is nobody to send it to any more. What is sent stays sent. */
  markFailed(id: string): Promise<void>;
  /** Newest first, from behind `after`; `last` is where the next page starts, null at the end. */
  list(userId: string, limit: number, after?: Position): Promise<{ items: Notification[]; last: Position | null }>;
}

export type Position = { createdAt: string; id: string };

/** Orders as order-service holds them at this moment. */
export interface KnownOrders {
  /** @throws DomainError `unavailable` when order-service does not say whether there is such an order */
  byId(id: string): Promise<Order | undefined>;
}

/** Payments as payment-service holds them at this moment. */
export interface KnownPayments {
  /** @throws DomainError `unavailable` when payment-service does not say whether there is such a payment */
  byId(id: string): Promise<PaymentState | undefined>;
}

export interface Customers {
  /** Undefined when the account is gone. */
  find(userId: string): Promise<{ email: string; name: string } | undefined>;
}

export type Letter = { to: string; messageId: string; subject: string; text: string; html: string };

export interface Mail {
  /**
   * `refused` when this address will never take it. Sending twice under one message id is possible and harmless.
   *
   * @throws DomainError `unavailable` when the mail server is away, busy or does not take letters from us
   */
  send(letter: Letter): Promise<'sent' | 'refused'>;
}

export interface Texts {
  send(message: { to: string; text: string }): Promise<void>;
}

export interface Receipts {
  /** Keeps the receipt of a paid order; storing it twice stores it once. */
  keep(orderId: string, html: string): Promise<void>;
  /** Leaves nothing of the receipt, also where it is about to be kept: that changes nothing any more. */
  erase(orderId: string): Promise<void>;
}

/** Accounts as identity-service knows them. Each throws DomainError `unavailable` when it cannot be asked. */
export interface Accounts {
  isErased(userId: string): Promise<boolean>;
  /** Tells what was erased here; a repeat changes nothing. */
  report(userId: string, erased: Record<string, number>): Promise<void>;
}

/** Those who are written to, and what is kept of them here. */
export interface Recipients {
  /** From now on they go by their pseudonym in every row that is written, and no letter is sent to them. */
  note(userId: string, at: Date): Promise<void>;
  /** Some of the notifications that still bear their id; none when all bear the pseudonym. */
  notificationsOf(userId: string): Promise<{ id: string; orderId: string; template: string }[]>;
  /** Puts the pseudonym into these. */
  forget(userId: string, ids: readonly string[]): Promise<void>;
}
