import { DomainError } from '@causeway/data-model';
import type { Clock, OrderFence, Reservations } from './ports.js';
import type { ReleaseReservation } from './release-reservation.js';

export type LeaseReport = { released: number; kept: number; failures: unknown[] };

const atOnce = 25;
/** After so many failures order-service is taken to be away; one order alone must not hold up the others. */
const patience = 3;

/** Looks after reservations whose lease has ended: without an order they are released, with one they are left to its news. */
export class EndLeases {
  readonly #reservations: Reservations;
  readonly #fence: OrderFence;
  readonly #release: ReleaseReservation;
  readonly #clock: Clock;

  constructor(ports: { reservations: Reservations; fence: OrderFence; release: ReleaseReservation; clock: Clock }) {
    this.#reservations = ports.reservations;
    this.#fence = ports.fence;
    this.#release = ports.release;
    this.#clock = ports.clock;
  }

  /** One bounded round. While order-service is away it ends early: the leases are still there for the next round. */
  async execute(): Promise<LeaseReport> {
    const report: LeaseReport = { released: 0, kept: 0, failures: [] };
    for (const orderId of await this.#reservations.leasesEnded(this.#clock(), atOnce)) {
      try {
        await this.#end(orderId, report);
      } catch (error) {
        report.failures.push(error);
        if (isAway(error) && report.failures.length >= patience) break;
      }
    }
    return report;
  }

  /** Only after order-service has said that the order will never be may its stock go to somebody else. */
  async #end(orderId: string, report: LeaseReport): Promise<void> {
    const reservation = await this.#reservations.find(orderId);
    if (reservation?.leaseUntil == null || reservation.status !== 'held') return;
    if (await this.#fence.isPlaced(orderId)) {
      if (await this.#reservations.endLease(reservation)) report.kept += 1;
    } else if (await this.#release.execute(orderId)) {
      report.released += 1;
    }
  }
}

const isAway = (error: unknown): boolean => error instanceof DomainError && error.code === 'unavailable';
