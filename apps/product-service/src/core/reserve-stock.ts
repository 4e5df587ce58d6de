import { DomainError, type ReservationRequest, unavailable } from '@causeway/data-model';
import type { Clock, Products, Reservations } from './ports.js';
import { pricedLines } from './priced-lines.js';
import type { CatalogueEntry } from './product.js';
import { isFor, type Reservation } from './reservation.js';
import { outOfStock } from './stock-adjustment.js';

const attempts = 5;

/** Sets stock aside for an order, all lines or none, at prices that stay as they are now. */
export class ReserveStock {
  readonly #products: Products;
  readonly #reservations: Reservations;
  readonly #clock: Clock;
  readonly #leaseMs: number;

  constructor(ports: { products: Products; reservations: Reservations; clock: Clock; leaseMs: number }) {
    this.#products = ports.products;
    this.#reservations = ports.reservations;
    this.#clock = ports.clock;
    this.#leaseMs = ports.leaseMs;
  }

  /**
   * Repeating a request gives the same reservation.
   *
   * @throws DomainError `validation`; `out-of-stock` with every short line; `illegal-state` when the order's reservation
   * was for other lines or has been given up; `unavailable` when the stock does not stand still long enough
   */
  async execute(request: ReservationRequest): Promise<Reservation> {
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      // Asked for at once: a store can read both in one request.
      const [earlier, entries] = await Promise.all([
        this.#reservations.find(request.orderId),
        this.#products.findMany(request.items.map(({ productId }) => productId)),
      ]);
      if (earlier !== undefined) return replayed(earlier, request);
      const reservation = await this.#prepare(request, entries);
      if (reservation === undefined) continue;
      const outcome = await this.#reservations.hold(reservation);
      if (outcome === 'held') return reservation;
    }
    throw unavailable('The stock of these products moves too fast at the moment.');
  }

  /** Undefined when the request's own earlier sending, thought lost, has taken the stock in the meantime. */
  async #prepare(
    { orderId, items }: ReservationRequest,
    entries: ReadonlyMap<string, CatalogueEntry>,
  ): Promise<Reservation | undefined> {
    const lines = pricedLines(items, entries);
    const short = items.flatMap(({ productId, quantity }) => {
      const available = entries.get(productId)?.stock.left ?? 0;
      return available < quantity ? [{ productId, available }] : [];
    });
    if (short.length > 0) {
      if ((await this.#reservations.find(orderId)) !== undefined) return undefined;
      throw outOfStock(short);
    }
    const now = this.#clock();
    return {
      orderId,
      status: 'held',
      lines,
      leaseUntil: new Date(now.getTime() + this.#leaseMs).toISOString(),
      version: 1,
      createdAt: now.toISOString(),
      updatedAt: now.toISOString(),
    };
  }
}

function replayed(earlier: Reservation, { items }: ReservationRequest): Reservation {
  if (!isFor(earlier, items)) {
    throw new DomainError('illegal-state', { detail: 'This order has a reservation for other items.' });
  }
  if (earlier.status === 'released' || earlier.status === 'restocked') {
    throw new DomainError('illegal-state', { detail: "This order's reservation has been given up." });
  }
  return earlier;
}
