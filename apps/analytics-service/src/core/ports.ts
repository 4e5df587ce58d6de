import type { ChangeItem, CloudEvent, Order, PaymentState, ProductState } from '@causeway/data-model';

export type Clock = { now(): Date };

export type SourceKind = ChangeItem['kind'];

/** What the projection holds of one aggregate: enough to tell whether it is behind its source. */
export type Known = { id: string; version: number; hash: string; projectedAt: string };

/** The write side of the projection. Each method is one transaction; an older version never overwrites a newer one. */
export interface Projection {
  /** Applies an event once: `false` when its id was applied before. */
  apply(event: CloudEvent, at: Date): Promise<boolean>;
  /** Puts a row as its source holds it, unless the projection has learnt of something newer meanwhile. */
  repair(row: SourceRow, at: Date): Promise<void>;
  known(kind: SourceKind, ids: readonly string[]): Promise<Known[]>;
}

export type SourceRow =
  | { kind: 'order'; state: Order }
  | { kind: 'payment'; state: PaymentState }
  | { kind: 'product'; state: ProductState };

/** The read side. */
export interface Reports {
  /** The currency with the most captures in the range; undefined when there is none. */
  mainCurrency(from?: string, to?: string): Promise<string | undefined>;
  /** Sums per bucket start (an ISO prefix of `prefixLength` characters), from inclusive, to exclusive. */
  captured(range: Range): Promise<{ bucket: string; orders: number; amount: number }[]>;
  refunded(range: Range): Promise<{ bucket: string; amount: number }[]>;
  topProducts(
    currency: string,
    limit: number,
  ): Promise<{ productId: string; name: string; quantity: number; revenue: number }[]>;
  topCustomers(currency: string, limit: number): Promise<{ userId: string; orders: number; revenue: number }[]>;
  lag(): Promise<{ upToMs: number; samples: number }[]>;
  lastReconciliation(): Promise<Reconciliation | undefined>;
}

export type Range = { from: string; to: string; currency: string; prefixLength: number };

export type Reconciliation = {
  at: string;
  checked: number;
  missing: number;
  differing: number;
  repaired: number;
  /** Rows that were not equal and too young to be mended: their events may be on their way. */
  behind: number;
  sources: { orders: number; payments: number; products: number };
};

export interface Reconciliations {
  record(outcome: Reconciliation): Promise<void>;
}

/** A source's own account of what it holds, page by page. */
export interface Sources {
  pages(kind: SourceKind): AsyncIterable<ChangeItem[]>;
}
