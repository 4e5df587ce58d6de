import { notFound } from '@causeway/data-model';
import type { Payment } from './payment.js';
import type { Payments } from './ports.js';

/** Who asks: support sees every payment, everybody else their own. */
export type Asker = { userId: string; isSupport: boolean };

/** Finds payments for people. Another's payment is one that does not exist. */
export class FindPayment {
  readonly #payments: Payments;

  constructor(payments: Payments) {
    this.#payments = payments;
  }

  /** @throws DomainError `not-found` */
  byId = async (id: string, asker: Asker): Promise<Payment> => visible(await this.#payments.byId(id), asker);

  /** @throws DomainError `not-found` */
  byOrder = async (orderId: string, asker: Asker): Promise<Payment> =>
    visible(await this.#payments.byOrder(orderId), asker);
}

function visible(payment: Payment | undefined, { userId, isSupport }: Asker): Payment {
  if (payment === undefined || !(isSupport || payment.userId === userId)) throw notFound('The payment');
  return payment;
}
