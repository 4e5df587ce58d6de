import type { CloudEvent } from '@causeway/data-model';
import { written } from './letters.js';
import type { Texts } from './ports.js';

/** Texts the person on call when a payment needs a human decision. A repeated text is better than none. */
export class AlertOnCall {
  readonly #texts: Texts;
  readonly #phone: string;

  constructor(texts: Texts, phone: string) {
    this.#texts = texts;
    this.#phone = phone;
  }

  async execute(event: CloudEvent<'shop.payment.review_needed.v1'>): Promise<void> {
    const { payment } = event.data;
    await this.#texts.send({
      to: this.#phone,
      text: `Payment ${payment.id} of ${written(payment.amount)} needs a review: order ${payment.orderId}.`,
    });
  }
}
