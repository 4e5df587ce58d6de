import {
  DomainError,
  type NewRefund,
  notFound,
  type Refund as RefundOnTheWire,
  unavailable,
} from '@causeway/data-model';
import type { DrivePayment } from './drive-payment.js';
import { type Payment, refundOnTheWire } from './payment.js';
import type { Clock, Ids, Payments, RefundKey, RefundKeys } from './ports.js';
import { refundRequested } from './refunds.js';

const attempts = 10;

export type RefundRequest = NewRefund & { paymentId: string };

/** Support gives money back: once per idempotency key, and never more than was taken. */
export class RefundPayment {
  readonly #payments: Payments;
  readonly #keys: RefundKeys;
  readonly #drive: DrivePayment;
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #leaseMs: number;

  /** @param leaseMs how long a request has for its refund before a repeat of it may take over */
  constructor(
    ports: { payments: Payments; keys: RefundKeys; drive: DrivePayment; clock: Clock; ids: Ids },
    leaseMs: number,
  ) {
    this.#payments = ports.payments;
    this.#keys = ports.keys;
    this.#drive = ports.drive;
    this.#clock = ports.clock;
    this.#ids = ports.ids;
    this.#leaseMs = leaseMs;
  }

  /**
   * The refund, succeeded, failed or, while the provider has not said, pending.
   *
   * @throws DomainError `not-found`, `illegal-state`, `refund-exceeds`, `validation`, `idempotency-in-progress`,
   *   `idempotency-key-reused`
   */
  async refund(request: RefundRequest, key: RefundKey): Promise<RefundOnTheWire> {
    const now = this.#clock();
    const claim = await this.#keys.claim(key, request, this.#ids(), now, new Date(now.getTime() + this.#leaseMs));
    if (claim.outcome === 'answered') return claim.answer;
    if (claim.outcome === 'in-progress') throw inProgress;
    if (claim.outcome === 'reused') throw reused;
    const answer = await this.#carryOut(request, key, claim.refundId);
    await this.#keys.answer(key, answer);
    return answer;
  }

  async #carryOut(request: RefundRequest, key: RefundKey, refundId: string): Promise<RefundOnTheWire> {
    const promised = await this.#promise(request, refundId).catch(async (error: unknown) => {
      // Only a refusal frees the key: after a failure of the store the refund may have been written all the same.
      if (error instanceof DomainError && error.code !== 'unavailable') await this.#keys.release(key);
      throw error;
    });
    const payment = await this.#drive.drive(promised, 'work');
    const refund = payment.refunds.find(({ id }) => id === refundId);
    if (refund === undefined) throw notFound('The refund');
    return refundOnTheWire(refund);
  }

  /** Writes the refund down as pending, so that its amount is not there for another. */
  async #promise({ paymentId, amount, reason }: RefundRequest, refundId: string): Promise<Payment> {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const payment = await this.#payments.byId(paymentId);
      if (payment === undefined) throw notFound('The payment');
      // A request that died after this point left its refund: it is continued.
      if (payment.refunds.some(({ id }) => id === refundId)) return payment;
      const change = refundRequested(payment, { id: refundId, amount, reason }, this.#clock());
      if (await this.#payments.save(payment, change)) return change.payment;
    }
    throw unavailable(`Payment ${paymentId} is being changed by others.`);
  }
}

const inProgress = new DomainError('idempotency-in-progress', {
  detail: 'A request with this Idempotency-Key is being worked on.',
  retryAfter: 1,
});
const reused = new DomainError('idempotency-key-reused', {
  detail: 'This Idempotency-Key was used with another body.',
});
