import type { Order } from '@causeway/data-model';
import type { Announcement } from './announcements.js';
import type { List, Listing, ListingPosition, ListQuery } from './listing.js';
import type { CatalogueEntry, CatalogueProduct, Stock } from './product.js';
import type { Reservation, Settlement } from './reservation.js';
import type { StockAdjustment } from './stock-adjustment.js';

/** The time it is. */
export type Clock = () => Date;

/** A new UUIDv7. */
export type Ids = () => string;

/** The catalogue. Each write is one transaction: the product, its listings, its category's number, its announcements. */
export interface Products {
  /** A product with its stock, as last written; undefined when it never was or is deleted. */
  find(id: string): Promise<CatalogueEntry | undefined>;
  /** Those of the products that are in the catalogue, by id. */
  findMany(ids: readonly string[]): Promise<Map<string, CatalogueEntry>>;
  /** Those of the products that there are or were, deleted ones as they were then. */
  recordsOf(ids: readonly string[]): Promise<{ product: CatalogueProduct; deleted: boolean }[]>;
  idOfSku(sku: string): Promise<string | undefined>;

  /** Adds a product; false when its sku is taken. */
  add(entry: CatalogueEntry, announcements: readonly Announcement[]): Promise<boolean>;
  /** Replaces `before`; false when somebody else has changed it since it was read. */
  replace(before: CatalogueProduct, after: CatalogueProduct, announcements: readonly Announcement[]): Promise<boolean>;
  /** Takes a product out of the catalogue; its stock stays for what is held. False as for `replace`. */
  remove(before: CatalogueProduct, after: CatalogueProduct, announcements: readonly Announcement[]): Promise<boolean>;
}

export interface Stocks {
  /** Writes an adjustment and the stock after it; false when the stock has moved since it was read. */
  adjust(
    before: Stock,
    after: Stock,
    adjustment: StockAdjustment,
    announcements: readonly Announcement[],
  ): Promise<boolean>;
}

/** The lists in which products are found: all, one per category, one per word. */
export interface Listings {
  /** How long each list is, counted up to `cap`. */
  sizes(lists: readonly List[], cap: number): Promise<number[]>;
  /** Some of a list's products, in order; `next` is null at its end. A page may hold fewer than were examined. */
  read(query: ListQuery): Promise<{ found: Listing[]; next: ListingPosition | null }>;
  /** Ids of products after `after`, ascending, from the source that no reader sees too late. */
  idsAfter(after: string | null, limit: number): Promise<string[]>;
  /** The number of products of each category. */
  categories(): Promise<Map<string, number>>;
}

/** What became of an attempt to hold stock. */
export type HoldOutcome = 'held' | 'exists' | 'short';

/** An event as the inbox keeps it: its id, and a fingerprint of what it said. */
export type InboxEntry = { id: string; fingerprint: string | null };

export interface Reservations {
  find(orderId: string): Promise<Reservation | undefined>;

  /**
   * Holds all lines or none. `exists` when the order has a reservation already, `short` when a line was not to be had.
   *
   * @throws DomainError `unavailable` when too many others want the same products at the same moment
   */
  hold(reservation: Reservation): Promise<HoldOutcome>;

  /**
   * Moves the lines' quantities and writes the reservation as it becomes, in one transaction with what is announced and
   * the event that caused it. False when somebody else has changed the reservation since it was read.
   */
  settle(settlement: Settlement, announcements: readonly Announcement[], event: InboxEntry | null): Promise<boolean>;

  /** Order ids of reservations whose lease ended before `now`, the oldest first. */
  leasesEnded(now: Date, limit: number): Promise<string[]>;
  /** Ends the lease of a reservation whose order exists; false as for `settle`. */
  endLease(before: Reservation): Promise<boolean>;
}

/** order-service's word on whether an order exists. After "no" it never will. */
export interface OrderFence {
  /** @throws DomainError `unavailable` when there is no word to be had */
  isPlaced(orderId: string): Promise<boolean>;
}

/** Orders as order-service holds them at this moment. */
export interface KnownOrders {
  /** @throws DomainError `unavailable` when order-service does not say whether there is such an order */
  byId(id: string): Promise<Order | undefined>;
}

export type SignedUpload = { url: string; headers: Record<string, string>; expiresAt: string };

/** Where pictures are kept. */
export interface Pictures {
  /** An address to which exactly one picture of this type and size (bytes) can be put for a while. */
  signUpload(key: string, contentType: string, size: number, now: Date): Promise<SignedUpload>;
}

/** A row of a CSV file: its cells, or what is wrong with it. */
export type CsvRow = { cells: string[] } | { fault: string };

/** Reads CSV (RFC 4180), at most `limit` rows, empty lines left out. */
export type ReadCsv = (text: string, limit: number) => CsvRow[];
