import { setTimeout as pause } from 'node:timers/promises';
import type { Money } from '@causeway/data-model';
import type { Failpoint } from '@causeway/runtime/failpoints';
import { inSpan, log } from '@causeway/runtime/telemetry';
import Stripe from 'stripe';
import type { Payment } from '../core/payment.js';
import { InDoubt, type Intent, type PaymentGateway, type ProviderRefund, type Refusal } from '../core/ports.js';
import { points } from './failpoints.js';
import { callTimeout } from './stripe-client.js';
import { intentOf, refundOf } from './stripe-intents.js';

export type GatewaySettings = {
  /** For each call, milliseconds. */
  timeoutMs: number;
  /** Where the provider sends the customer after 3-D Secure. */
  returnUrl: string;
};

type Options = { idempotencyKey?: string; timeout: number };

const { StripeAPIError, StripeCardError, StripeError, StripeInvalidRequestError } = Stripe.errors;
const seenWith = ['latest_charge', 'payment_method'];
/** Attempts at what is safe to repeat as it is. */
const askingAttempts = 3;
/** Keys one action can use up: the first, and one more for each stored failure that is replayed. */
const keysPerAction = 4;

/** The provider over Stripe's API (https://docs.stripe.com/api/payment_intents). */
export class StripeGateway implements PaymentGateway {
  readonly #stripe: Stripe;
  readonly #settings: GatewaySettings;

  constructor(stripe: Stripe, settings: GatewaySettings) {
    this.#stripe = stripe;
    this.#settings = settings;
  }

  async create({ id, orderId, amount, paymentMethod }: Payment): Promise<Intent | Refusal> {
    const params = {
      ...moneyFor(amount),
      payment_method: paymentMethod,
      payment_method_types: ['card'],
      metadata: { orderId, paymentId: id },
    };
    try {
      const made = await this.#withKey(points['intent-created'], 'create the intent', `pay:${orderId}`, (options) =>
        this.#stripe.paymentIntents.create(params, options),
      );
      return intentOf(made);
    } catch (error) {
      return refusalIn(error);
    }
  }

  async confirm(intentId: string): Promise<Intent> {
    const params = { return_url: this.#settings.returnUrl, expand: seenWith };
    try {
      const confirmed = await this.#withKey(
        points['intent-confirmed'],
        'confirm the intent',
        `confirm:${intentId}`,
        (options) => this.#stripe.paymentIntents.confirm(intentId, params, options),
      );
      // A stored answer says how things were when it was stored.
      return isReplay(confirmed.lastResponse.headers) ? this.retrieve(intentId) : intentOf(confirmed);
    } catch (error) {
      if (!isAnswered(error)) throw error;
      return this.#intentIn(error, intentId);
    }
  }

  async retrieve(intentId: string): Promise<Intent> {
    return intentOf(
      await this.#asking('retrieve the intent', (options) =>
        this.#stripe.paymentIntents.retrieve(intentId, { expand: seenWith }, options),
      ),
    );
  }

  async cancel(intentId: string, why: 'requested_by_customer' | 'abandoned'): Promise<Intent> {
    const params = { cancellation_reason: why, expand: seenWith };
    try {
      const cancelled = await this.#act(points['intent-cancelled'], 'cancel the intent', (options) =>
        this.#stripe.paymentIntents.cancel(intentId, params, options),
      );
      return intentOf(cancelled);
    } catch (error) {
      // Refused because it is too late, or was done before: what became of the intent is the answer.
      if (!isAnswered(error)) throw error;
      return this.#intentIn(error, intentId);
    }
  }

  async refund(
    intentId: string,
    { id, key, amount }: { id: string; key: string; amount: Money },
  ): Promise<ProviderRefund | Refusal> {
    const params = { payment_intent: intentId, amount: amount.amount, metadata: { refundId: id } };
    try {
      const made = await this.#withKey(points['refund-made'], 'refund', key, (options) =>
        this.#stripe.refunds.create(params, options),
      );
      return refundOf(made);
    } catch (error) {
      const refusal = refusalIn(error);
      return (await this.refundOf(intentId, id)) ?? refusal;
    }
  }

  async refundOf(intentId: string, refundId: string): Promise<ProviderRefund | undefined> {
    return this.#asking('list the refunds', async (options) => {
      const page = { payment_intent: intentId, limit: 100 };
      for await (const refund of this.#stripe.refunds.list(page, options)) {
        if (refund.metadata?.refundId === refundId) return refundOf(refund);
      }
      return undefined;
    });
  }

  /** A refusal shows the intent as it is, unless it is a stored one. */
  #intentIn(error: Stripe.errors.StripeError, intentId: string): Promise<Intent> | Intent {
    const shown = isReplay(error.headers ?? {}) ? undefined : error.payment_intent;
    return shown === undefined ? this.retrieve(intentId) : intentOf(shown);
  }

  /** Asks for what changes nothing, several times with jitter. */
  async #asking<T>(what: string, ask: (options: Options) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#call(what, ask);
      } catch (error) {
        if (isAnswered(error)) throw new InDoubt(`The provider could not ${what}.`, { cause: error });
        if (attempt === askingAttempts) throw error;
        await pause(Math.random() * 50 * 2 ** attempt);
      }
    }
  }

  /**
   * Acts under an idempotency key. A failure that is replayed was stored: what failed is over, and its key is used up, so
   * the next key is tried. Any other failure leaves the key as it is.
   */
  async #withKey<T>(point: Failpoint, what: string, key: string, act: (options: Options) => Promise<T>): Promise<T> {
    for (let used = 0; ; used += 1) {
      const idempotencyKey = used === 0 ? key : `${key}:${used}`;
      try {
        return await this.#act(point, what, (options) => act({ ...options, idempotencyKey }));
      } catch (error) {
        const isUsedUp = error instanceof InDoubt && isStoredFailure(error.cause);
        if (!isUsedUp || used + 1 === keysPerAction) throw error;
      }
    }
  }

  /** Has something changed, and passes the point once the provider has answered: a refusal is kept there as well. */
  async #act<T>(point: Failpoint, what: string, act: (options: Options) => Promise<T>): Promise<T> {
    const result = await this.#call(what, act).catch((error: unknown) => {
      if (isAnswered(error)) point.pass();
      throw error;
    });
    point.pass();
    return result;
  }

  /** @throws InDoubt unless the provider answered: then Stripe's own error */
  #call<T>(what: string, call: (options: Options) => Promise<T>): Promise<T> {
    return inSpan(`payment provider: ${what}`, { kind: 'client' }, async () => {
      const timeout = callTimeout(this.#settings.timeoutMs);
      if (timeout < 1) throw new InDoubt(`There was no time left to ${what}.`);
      try {
        return await call({ timeout });
      } catch (error) {
        if (isAnswered(error) || !(error instanceof StripeError)) throw error;
        log.warn({ type: error.type, status: error.statusCode, code: error.code }, `payment provider: cannot ${what}`);
        throw new InDoubt(`The provider did not say whether it could ${what}.`, { cause: error });
      }
    });
  }
}

const moneyFor = ({ amount, currency }: Money) => ({ amount, currency: currency.toLowerCase() });

/** A definite no: of the card's bank, or because the request makes no sense in the intent's state. */
const isAnswered = (error: unknown): error is Stripe.errors.StripeError =>
  error instanceof StripeCardError || (error instanceof StripeInvalidRequestError && error.statusCode !== 409);

function refusalIn(error: unknown): Refusal {
  if (!isAnswered(error)) throw error;
  return { refused: error.decline_code ?? error.code ?? 'refused' };
}

const isStoredFailure = (error: unknown): boolean => error instanceof StripeAPIError && isReplay(error.headers ?? {});

const isReplay = (headers: Record<string, string>): boolean => headers['idempotent-replayed'] === 'true';
