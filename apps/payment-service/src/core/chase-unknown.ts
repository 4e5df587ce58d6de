import type { DrivePayment } from './drive-payment.js';
import { stalledAfterMs } from './patience.js';
import type { Clock, Payments } from './ports.js';

const batch = 20;

/** Works on payments whose time has come: doubts, dead processes, expired 3-D Secure, lost webhooks, open refunds. */
export class ChaseUnknown {
  readonly #payments: Payments;
  readonly #drive: DrivePayment;
  readonly #clock: Clock;
  /** Told about a payment that could not be worked on; the others go on. */
  readonly #failed: (paymentId: string, error: unknown) => void;

  constructor(
    payments: Payments,
    drive: DrivePayment,
    clock: Clock,
    failed: (paymentId: string, error: unknown) => void,
  ) {
    this.#payments = payments;
    this.#drive = drive;
    this.#clock = clock;
    this.#failed = failed;
  }

  /** Returns how many were due, at most a batch. */
  async chase(): Promise<number> {
    const now = this.#clock();
    const due = await this.#payments.claimDue(now, new Date(now.getTime() + stalledAfterMs), batch);
    await Promise.all(
      due.map((payment) =>
        this.#drive.drive(payment, 'due').catch((error: unknown) => this.#failed(payment.id, error)),
      ),
    );
    return due.length;
  }
}
