import type { DrivePayment } from './drive-payment.js';
import { stalledAfterMs } from './patience.js';
import type { Payment } from './payment.js';
import type { Clock, InTrace, Payments } from './ports.js';

const batch = 50;

/** Works on payments whose time has come: doubts, dead processes, expired 3-D Secure, lost webhooks, open refunds. */
export class ChaseUnknown {
  readonly #payments: Payments;
  readonly #drive: DrivePayment;
  readonly #clock: Clock;
  readonly #inTrace: InTrace;
  /** Told about a payment that could not be worked on; the others go on. */
  readonly #failed: (paymentId: string, error: unknown) => void;

  constructor(
    payments: Payments,
    drive: DrivePayment,
    clock: Clock,
    inTrace: InTrace,
    failed: (paymentId: string, error: unknown) => void,
  ) {
    this.#payments = payments;
    this.#drive = drive;
    this.#clock = clock;
    this.#inTrace = inTrace;
    this.#failed = failed;
  }

  /** Returns how many were due, at most a batch. */
  async chase(): Promise<number> {
    const now = this.#clock();
    const due = await this.#payments.claimDue(now, new Date(now.getTime() + stalledAfterMs), batch);
    await Promise.all(due.map((payment) => this.#chase(payment)));
    return due.length;
  }

  async #chase(payment: Payment): Promise<void> {
    try {
      await this.#inTrace(payment.traceparent, () => this.#drive.drive(payment, 'due'));
    } catch (error) {
      this.#failed(payment.id, error);
    }
  }
}
