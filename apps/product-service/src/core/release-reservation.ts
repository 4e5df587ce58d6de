import { DomainError, unavailable } from '@causeway/data-model';
import type { Clock, Reservations } from './ports.js';
import { settle } from './reservation.js';

const attempts = 5;

/** Gives back what is held for an order that does not exist and never will: its id has been fenced. */
export class ReleaseReservation {
  readonly #reservations: Reservations;
  readonly #clock: Clock;

  constructor(ports: { reservations: Reservations; clock: Clock }) {
    this.#reservations = ports.reservations;
    this.#clock = ports.clock;
  }

  /**
   * Repeating it does no harm. Nothing is announced: there is no order to tell of.
   *
   * @returns whether this call released it
   * @throws DomainError `illegal-state` when the stock has been sold
   */
  async execute(orderId: string): Promise<boolean> {
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const before = await this.#reservations.find(orderId);
      if (before?.status === 'committed') {
        throw new DomainError('illegal-state', { detail: 'The order of this reservation has been paid.' });
      }
      const settlement = before && settle(before, 'release', this.#clock());
      if (settlement === undefined) return false;
      if (await this.#reservations.settle(settlement, [], null)) return true;
    }
    throw unavailable('The reservation is being changed by many at once.');
  }
}
