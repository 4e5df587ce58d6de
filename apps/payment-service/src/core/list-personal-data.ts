import type { PersonalData } from '@causeway/data-model';
import { paymentOnTheWire } from './payment.js';
import type { Payers } from './ports.js';

const pageSize = 100;

/** What is kept about a person here: their payments with their refunds, as they may see them. */
export class ListPersonalData {
  readonly #payers: Payers;

  constructor(payers: Payers) {
    this.#payers = payers;
  }

  /** @throws DomainError `bad-query` for a cursor that is not one of this person's */
  async execute(userId: string, after: string | undefined): Promise<PersonalData> {
    const { items, nextCursor } = await this.#payers.paymentsOf(userId, after, pageSize);
    return { items: items.map((payment) => ({ kind: 'payments', data: paymentOnTheWire(payment) })), nextCursor };
  }
}
