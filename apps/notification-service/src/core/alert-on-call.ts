import { type CloudEvent, type Disproof, paymentDisproof } from '@causeway/data-model';
import { written } from './letters.js';
import type { KnownPayments, Texts } from './ports.js';

/** Texts the person on call when a payment needs a human decision. A repeated text is better than none. */
export class AlertOnCall {
  readonly #payments: KnownPayments;
  readonly #texts: Texts;
  readonly #phone: string;

  constructor(payments: KnownPayments, texts: Texts, phone: string) {
    this.#payments = payments;
    this.#texts = texts;
    this.#phone = phone;
  }

  /**
   * Nobody is woken on anybody's word: payment-service is asked first.
   *
   * @returns why the event can never have come from payment-service, if that is so
   * @throws DomainError `unavailable` when it cannot be asked
   */
  async execute(event: CloudEvent<'shop.payment.review_needed.v1'>): Promise<Disproof | undefined> {
    const { payment } = event.data;
    const disproof = paymentDisproof(payment, await this.#payments.byId(payment.id));
    if (disproof !== undefined) return disproof === 'over' ? undefined : disproof;
    await this.#texts.send({
      to: this.#phone,
      text: `Payment ${payment.id} of ${written(payment.amount)} needs a review: order ${payment.orderId}.`,
    });
    return undefined;
  }
}
