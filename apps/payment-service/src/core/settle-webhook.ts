import type { DrivePayment } from './drive-payment.js';
import type { InTrace, Payments, ProviderNews } from './ports.js';

export class SettleWebhook {
  readonly #payments: Payments;
  readonly #drive: DrivePayment;
  readonly #inTrace: InTrace;

  constructor(payments: Payments, drive: DrivePayment, inTrace: InTrace) {
    this.#payments = payments;
    this.#drive = drive;
    this.#inTrace = inTrace;
  }

  /**
   * Brings the payment up to the provider's truth, once per event. News of what is not ours needs nothing.
   *
   * @throws DomainError `unavailable` when the provider cannot be asked: it will send the news again
   */
  async settle({ eventId, intentId }: ProviderNews): Promise<void> {
    const arrival = { kind: 'webhook' as const, id: eventId, fingerprint: null };
    if ((await this.#payments.heard(arrival)) !== 'not-yet') return;
    const payment = intentId === null ? undefined : await this.#payments.byIntent(intentId);
    if (payment === undefined) return;
    await this.#inTrace(payment.traceparent, () => this.#drive.drive(payment, 'news', arrival));
  }
}
