import type { Announcement } from '../../src/core/announcements.js';
import type { HoldOutcome, Products, Reservations } from '../../src/core/ports.js';
import type { CatalogueEntry, Stock } from '../../src/core/product.js';
import type { Reservation, Settlement } from '../../src/core/reservation.js';

/** Stock and what is held of it in memory, with the store's promises: all lines or none, and versions. */
export class InMemoryStock implements Reservations, Pick<Products, 'findMany'> {
  readonly stocks = new Map<string, Stock>();
  readonly reservations = new Map<string, Reservation>();
  readonly announced: Announcement[] = [];
  readonly #products: Map<string, CatalogueEntry>;

  constructor(entries: readonly CatalogueEntry[]) {
    this.#products = new Map(entries.map((entry) => [entry.product.id, entry]));
    for (const { stock } of entries) this.stocks.set(stock.productId, stock);
  }

  async findMany(ids: readonly string[]): Promise<Map<string, CatalogueEntry>> {
    return new Map(
      ids.flatMap((id) => {
        const [entry, stock] = [this.#products.get(id), this.stocks.get(id)];
        return entry === undefined || stock === undefined ? [] : [[id, { ...entry, stock }] as const];
      }),
    );
  }

  async find(orderId: string): Promise<Reservation | undefined> {
    return this.reservations.get(orderId);
  }

  async hold(reservation: Reservation): Promise<HoldOutcome> {
    if (this.reservations.has(reservation.orderId)) return 'exists';
    if (reservation.lines.some(({ productId, quantity }) => (this.stocks.get(productId)?.left ?? 0) < quantity))
      return 'short';
    this.#move(reservation, 'left', 'held');
    this.reservations.set(reservation.orderId, reservation);
    return 'held';
  }

  async settle({ before, after, from, to }: Settlement, announcements: readonly Announcement[]): Promise<boolean> {
    if (this.reservations.get(after.orderId)?.version !== before.version) return false;
    this.#move(after, from, to);
    this.reservations.set(after.orderId, after);
    this.announced.push(...announcements);
    return true;
  }

  async leasesEnded(now: Date, limit: number): Promise<string[]> {
    return [...this.reservations.values()]
      .filter(({ leaseUntil }) => leaseUntil !== null && leaseUntil < now.toISOString())
      .slice(0, limit)
      .map(({ orderId }) => orderId);
  }

  async endLease(before: Reservation): Promise<boolean> {
    const current = this.reservations.get(before.orderId);
    if (current?.version !== before.version) return false;
    this.reservations.set(before.orderId, { ...current, leaseUntil: null });
    return true;
  }

  #move({ lines }: Reservation, from: 'left' | 'held' | 'sold', to: 'left' | 'held' | 'sold'): void {
    for (const { productId, quantity } of lines) {
      const stock = this.stocks.get(productId);
      if (stock === undefined) throw new Error(`there is no stock of ${productId}`);
      if (stock[from] < quantity) throw new Error(`product ${productId} has less ${from} than was reserved`);
      const moved = { ...stock, [from]: stock[from] - quantity, version: stock.version + 1 };
      this.stocks.set(productId, { ...moved, [to]: moved[to] + quantity });
    }
  }
}
