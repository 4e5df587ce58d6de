import { DomainError, notFound, type Resolution } from '@causeway/data-model';
import type { DrivePayment } from './drive-payment.js';
import type { Payment } from './payment.js';
import type { Clock, Payments } from './ports.js';
import { resolved } from './settle-intent.js';

/** A person of support decides what became of a charge that the provider could not tell. */
export class ResolveReview {
  readonly #payments: Payments;
  readonly #drive: DrivePayment;
  readonly #clock: Clock;

  constructor(payments: Payments, drive: DrivePayment, clock: Clock) {
    this.#payments = payments;
    this.#drive = drive;
    this.#clock = clock;
  }

  /** @throws DomainError `not-found`; `illegal-state` unless the payment is in manual review */
  async resolve(paymentId: string, { outcome, note }: Resolution, by: string): Promise<Payment> {
    const payment = await this.#payments.byId(paymentId);
    if (payment === undefined) throw notFound('The payment');
    if (payment.status !== 'manual_review') throw notInReview(payment.status);
    const now = this.#clock();
    const change = resolved(payment, { outcome, note, by, at: now.toISOString() }, now);
    if (!(await this.#payments.save(payment, change))) throw notInReview('being changed by somebody else');
    return this.#drive.drive(change.payment, 'work');
  }
}

const notInReview = (state: string) =>
  new DomainError('illegal-state', {
    detail: `Only a payment in manual_review can be resolved; this one is ${state}.`,
  });
