import type { OrderStatus, PaymentStatus } from '@causeway/data-model';

/** What the stores of the whole shop hold, reduced to what the invariants speak of. Amounts are minor units. */
export type Books = {
  orders: OrderRow[];
  /** The order ids of stored 201 answers. */
  answers: string[];
  payments: PaymentRow[];
  ledger: LedgerRow[];
  intents: IntentRow[];
  stock: StockRow[];
  reservations: ReservationRow[];
  notifications: NotificationRow[];
  /** Message-IDs the mailbox has. */
  mails: string[];
  outboxes: OutboxRow[];
  queues: QueueRow[];
  projected: { orders: ProjectedRow[]; payments: ProjectedRow[]; products: ProjectedRow[] };
  products: SourceRow[];
};

export type OrderRow = {
  id: string;
  status: OrderStatus;
  version: number;
  total: number;
  refunded: number;
  currency: string;
  cancelled: boolean;
  lines: { productId: string; quantity: number }[];
  /** The timeline, ascending. */
  timeline: { type: string; status: OrderStatus }[];
};

export type PaymentRow = {
  id: string;
  orderId: string;
  status: PaymentStatus;
  version: number;
  amount: number;
  /** Of succeeded refunds. */
  refunded: number;
  currency: string;
  captured: boolean;
};

export type LedgerRow = { paymentId: string; account: string; amount: number; currency: string };
export type IntentRow = { id: string; orderId: string; succeeded: boolean; amount: number; refunded: number };
export type StockRow = {
  productId: string;
  left: number;
  held: number;
  sold: number;
  initial: number;
  adjusted: number;
};
export type ReservationRow = {
  orderId: string;
  status: 'held' | 'committed' | 'released' | 'restocked';
  lines: { productId: string; quantity: number }[];
};
export type NotificationRow = { eventId: string; orderId: string; messageId: string; status: string };
export type OutboxRow = { store: string; eventId: string; parkedReason: string | null };
export type QueueRow = { name: string; active: number; scheduled: number; locked: number; withoutReason: number };
export type SourceRow = { id: string; version: number };
export type ProjectedRow = { id: string; version: number; fingerprint: string };

/** One rule's outcome: what it looked at and what broke it, each in a sentence. */
export type Finding = { id: string; rule: string; holds: boolean; checked: number; violations: string[] };

export type Check = { id: string; rule: string; run(books: Books): { checked: number; violations: string[] } };
