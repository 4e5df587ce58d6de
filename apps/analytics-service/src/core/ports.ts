import type { ChangeItem, CloudEvent, Money, Order, PaymentState, ProductState } from '@causeway/data-model';

export type Clock = { now(): Date };

export type SourceKind = ChangeItem['kind'];

/** Which row was looked at: it is still the same as long as these are. */
export type Seen = { version: number; projectedAt: string };

/** What the projection holds of one aggregate. */
export type Known = Seen & {
  id: string;
  /** Made of all its columns and of the rows that belong to it, as they are; nothing that is stored about them is believed. */
  fingerprint: Fingerprint;
};

/** What two rows are compared by. */
export type Fingerprint = {
  /** Whose it is: an id, or the pseudonym of one who is erased; null for nobody's. */
  person: string | null;
  /** What a row can have kept of all that its source says; several where earlier versions have kept it otherwise. */
  hashes: readonly string[];
  /** All else. */
  rest: string;
};

/** The write side of the projection. */
export interface Projection {
  /** Applies an event once, in one transaction: `false` when its id was applied before. An older version changes nothing. */
  apply(event: CloudEvent, at: Date): Promise<boolean>;
}

/** The projection's rows, as they are compared and mended. Each write is one transaction. */
export interface Copy {
  known(kind: SourceKind, ids: readonly string[]): Promise<Known[]>;
  /** The fingerprint a row should have. */
  expected(source: SourceRow): Fingerprint;
  /** The ids of its rows, ascending, from after `after`; the whole text, were it no id at all. */
  ids(kind: SourceKind, after: string, limit: number): Promise<string[]>;
  /** Puts a row as its source holds it; `false` when it is no longer as it was seen (`undefined`: not there). */
  repair(source: SourceRow, seen: Seen | undefined, at: Date): Promise<boolean>;
  /** Takes a row and what belongs to it away; `false` when it is no longer as it was seen. */
  remove(kind: SourceKind, id: string, seen: Seen): Promise<boolean>;
  /** Takes away rows that belong to no row; says how many belonged to none. */
  removeOrphans(kind: SourceKind): Promise<number>;
}

/** Accounts as identity-service knows them. Each throws DomainError `unavailable` when it cannot be asked. */
export interface Accounts {
  isErased(userId: string): Promise<boolean>;
  /** Tells what was erased here; a repeat changes nothing. */
  report(userId: string, erased: Record<string, number>): Promise<void>;
}

/** Customers, and what is kept of them here. */
export interface Customers {
  /** Has every restore from the archive forget them, too. */
  forgetInArchive(userId: string): Promise<void>;
  /** Calls the account's person by their pseudonym in every row, for good; says in how many rows of each kind that was new. */
  forget(event: AccountErased, at: Date): Promise<{ orders: number; payments: number; accounts: number }>;
  /** Undefined for one of whom there is no row. */
  dataOf(userId: string): Promise<CustomerData | undefined>;
}

export type AccountErased = CloudEvent<'shop.account.erased.v1'>;

/** What the projection holds of a customer. */
export type CustomerData = {
  registeredAt: string | null;
  orders: number;
  /** What was kept of them, a sum for each currency. */
  revenue: Money[];
};

export type SourceRow =
  | { kind: 'order'; state: Order }
  | { kind: 'payment'; state: PaymentState }
  | { kind: 'product'; state: ProductState; deleted: boolean };

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
  /** The histogram of every source, over all processes and since the first event. */
  lag(): Promise<LagCount[]>;
}

export type Range = { from: string; to: string; currency: string; prefixLength: number };

/** How many events of a source took at most so long, and longer than the bucket before. */
export type LagCount = { source: string; upToMs: number; samples: number };

/** What was found. A row that no source knows counts as differing. */
export type Findings = { missing: number; differing: number; repaired: number };

export type Reconciliation = Findings & {
  /** When it began: what is older was looked at. */
  at: string;
  endedAt: string;
  checked: number;
  /** Rows that were not equal and too young to be mended: their events may be on their way. */
  behind: number;
  sources: { orders: number; payments: number; products: number };
  /** Sources that did not answer; what was read of them before is in the numbers. */
  away: SourceKind[];
};

/** How far a comparison has come, so that another process can go on with it. */
export type Walk = Omit<Reconciliation, 'endedAt'> & {
  kind: SourceKind;
  /** Through the source's rows, then through our own. */
  through: 'source' | 'own';
  /** The source's cursor, or our own row's id; null at the beginning. */
  after: string | null;
};

/** What is kept between rounds. */
export type Rounds = {
  /** One that was interrupted. */
  walk: Walk | null;
  /** From when on recent changes have not been looked at. */
  recentFrom: string | null;
  /** Found since the last whole comparison was recorded. */
  carried: Findings;
  behind: number;
};

/** Which process compares, how far it has come, and what came of it. */
export interface Reconciliations {
  /** Takes the lease; undefined while another process has it. */
  take(now: Date): Promise<Rounds | undefined>;
  /** Keeps the progress and the lease; `false` when another process has taken it. */
  keep(rounds: Rounds, now: Date): Promise<boolean>;
  /** Records a whole comparison, together with the rounds after it; `false` as for `keep`. */
  record(outcome: Reconciliation, rounds: Rounds, now: Date): Promise<boolean>;
  giveBack(): Promise<void>;
  last(): Promise<Reconciliation | undefined>;
  /** Rows that were not as their sources hold them and too young to be mended, by the newest look. */
  rowsBehind(): Promise<number>;
}

/** The sources' own accounts of what they hold. */
export interface Sources {
  /** All of it page by page, or what was made or changed since; from after a cursor. */
  page(
    kind: SourceKind,
    from: { after: string | null; since?: string },
  ): Promise<{ items: ChangeItem[]; next: string | null }>;
  /** Those of these that the source knows, as they are at this moment; the ids may be any texts. */
  ask(kind: SourceKind, ids: readonly string[]): Promise<ChangeItem[]>;
}

/** How far the next generation of the copied tables has come. */
export type Build = {
  startedAt: string;
  kind: SourceKind;
  through: 'source' | 'own';
  after: string | null;
  rows: { orders: number; payments: number; products: number };
};

/** The copied tables' next generation. From its beginning on, events go into both. */
export interface NextGeneration {
  /** Begins one, or goes on with the one that was begun; undefined while another process builds it. */
  take(fresh: Build, now: Date): Promise<Build | undefined>;
  /** Keeps the progress and the lease; `false` when another process has taken it. */
  keep(progress: Build, now: Date): Promise<boolean>;
  /** Puts it in the place of the tables that are read, in one transaction; `false` as for `keep`. */
  takeOver(): Promise<boolean>;
}
