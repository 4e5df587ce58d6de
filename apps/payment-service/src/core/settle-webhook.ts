import type { DrivePayment } from './drive-payment.js';
import type { Payments } from './ports.js';

/** News of the provider, its signature checked. Only whom it is about is believed; the rest is asked. */
export type ProviderNews = { eventId: string; intentId: string | null };

export class SettleWebhook {
  readonly #payments: Payments;
  readonly #drive: DrivePayment;

  constructor(payments: Payments, drive: DrivePayment) {
    this.#payments = payments;
    this.#drive = drive;
  }

  /**
   * Brings the payment up to the provider's truth, once per event. News of what is not ours needs nothing.
   *
   * @throws DomainError `unavailable` when the provider cannot be asked: it will send the news again
   */
  async settle({ eventId, intentId }: ProviderNews): Promise<void> {
    const arrival = { kind: 'webhook' as const, id: eventId };
    if (await this.#payments.hasHandled(arrival)) return;
    const payment = intentId === null ? undefined : await this.#payments.byIntent(intentId);
    if (payment !== undefined) await this.#drive.drive(payment, 'news', arrival);
  }
}
