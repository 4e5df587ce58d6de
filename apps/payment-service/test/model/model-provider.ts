import type { Money } from '@causeway/data-model';
import type { Payment } from '../../src/core/payment.js';
import { InDoubt, type Intent, type PaymentGateway, type ProviderRefund } from '../../src/core/ports.js';

/** What confirming an intent with a payment method leads to. */
export type Card = 'visa' | 'declined' | '3ds' | 'slow';

/** A call may be answered, fail before it did anything, or do it and lose the answer. */
export type Luck = 'answer' | 'fail' | 'lose-answer';

type Refunded = ProviderRefund & { refundId: string; amount: number };

/** The provider as this service must be able to rely on it, and with the luck it must be able to bear. */
export class ModelProvider implements PaymentGateway {
  readonly intents = new Map<string, Intent & { orderId: string; card: Card; refunds: Refunded[]; charges: number }>();
  /** Consumed one per call; answers when it is empty. */
  luck: Luck[] = [];
  refuseRefunds = false;
  /** Charged by the provider instead of what it was asked for. */
  differentAmount: Money | undefined;
  readonly #cardOf: (payment: Payment) => Card;
  readonly #created = new Map<string, string>();
  readonly #refundKeys = new Map<string, Refunded>();

  constructor(cardOf: (payment: Payment) => Card) {
    this.#cardOf = cardOf;
  }

  create = (payment: Payment) =>
    this.#call(() => {
      const known = this.#created.get(payment.orderId);
      if (known !== undefined) return this.#see(known);
      const id = `pi_${this.intents.size + 1}`;
      this.#created.set(payment.orderId, id);
      const about = { orderId: payment.orderId, card: this.#cardOf(payment) };
      this.intents.set(id, { ...blank(id, this.differentAmount ?? payment.amount), ...about, refunds: [], charges: 0 });
      return this.#see(id);
    });

  confirm = (id: string) =>
    this.#call(() => {
      const intent = this.#intent(id);
      if (intent.status !== 'unconfirmed') return this.#see(id);
      if (intent.card === 'visa') this.#succeed(id);
      if (intent.card === 'declined') Object.assign(intent, { status: 'failed', declineCode: 'generic_decline' });
      if (intent.card === '3ds') Object.assign(intent, { status: 'requires_action', redirectUrl: 'http://3ds' });
      if (intent.card === 'slow') intent.status = 'processing';
      return this.#see(id);
    });

  retrieve = (id: string) => this.#call(() => this.#see(id));

  cancel = (id: string) =>
    this.#call(() => {
      this.close(id);
      return this.#see(id);
    });

  refund = (id: string, refund: { id: string; key: string; amount: Money }) =>
    this.#call(() => {
      const intent = this.#intent(id);
      const known = this.#refundKeys.get(refund.key);
      if (known !== undefined) return known;
      const given = intent.refunds.reduce((total, { amount }) => total + amount, 0);
      if (this.refuseRefunds || intent.status !== 'succeeded' || given + refund.amount.amount > intent.amount.amount)
        return { refused: 'charge_already_refunded' };
      const made = {
        id: `re_${refund.id}`,
        refundId: refund.id,
        status: 'succeeded' as const,
        amount: refund.amount.amount,
      };
      intent.refunds.push(made);
      this.#refundKeys.set(refund.key, made);
      return made;
    });

  refundOf = (id: string, refundId: string) =>
    this.#call(() => this.#intent(id).refunds.find((refund) => refund.refundId === refundId));

  /** A person closes an intent on the provider's own pages; what it is afterwards. */
  close(id: string): Intent['status'] {
    const intent = this.#intent(id);
    if (['unconfirmed', 'requires_action', 'failed'].includes(intent.status)) intent.status = 'cancelled';
    return intent.status;
  }

  /** The customer's bank decides, after 3-D Secure or a slow settlement; repeats and late decisions change nothing. */
  decide(passes: boolean): void {
    for (const intent of this.intents.values()) {
      if (intent.status !== 'requires_action' && intent.status !== 'processing') continue;
      if (passes) this.#succeed(intent.id);
      else Object.assign(intent, { status: 'failed', declineCode: 'authentication_failed' });
    }
  }

  #succeed(id: string): void {
    const intent = this.#intent(id);
    intent.status = 'succeeded';
    intent.charges += 1;
  }

  #intent(id: string) {
    const intent = this.intents.get(id);
    if (intent === undefined) throw new Error(`there is no intent ${id}`);
    return intent;
  }

  #see(id: string): Intent {
    const { refunds, charges, orderId, card, ...intent } = this.#intent(id);
    return { ...intent };
  }

  async #call<T>(act: () => T): Promise<T> {
    const luck = this.luck.shift() ?? 'answer';
    if (luck === 'fail') throw new InDoubt('the provider is away');
    const answer = act();
    if (luck === 'lose-answer') throw new InDoubt('the answer was lost');
    return answer;
  }
}

const blank = (id: string, amount: Money): Intent => ({
  id,
  status: 'unconfirmed',
  amount,
  method: { type: 'card', brand: 'visa', last4: '4242' },
  declineCode: null,
  redirectUrl: null,
});
