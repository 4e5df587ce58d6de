import type { ServiceTokens } from '@causeway/auth';
import { DomainError, type PricedLine, type ReservationLine, reservation, unavailable } from '@causeway/data-model';
import { call, refusalOf } from '@causeway/runtime/outgoing';
import * as z from 'zod';
import type { StockReservations } from '../core/ports.js';
import { points } from './failpoints.js';

const callee = 'product-service';

/** The lines are all that matters here: how long they are held is between product-service and its clock. */
const held = z.object({ items: reservation.shape.items });

/** What product-service may refuse that is the customer's business too. */
const passedOn = new Set(['out-of-stock', 'validation']);

/** Reservations at product-service, over HTTP: one second an attempt, two attempts. */
export class HttpReservations implements StockReservations {
  readonly #url: string;
  readonly #tokens: ServiceTokens;

  constructor(productUrl: string, tokens: ServiceTokens) {
    this.#url = `${productUrl}/internal/reservations`;
    this.#tokens = tokens;
  }

  async reserve(orderId: string, items: readonly ReservationLine[]): Promise<PricedLine[] | 'ended'> {
    const what = 'POST product-service /internal/reservations';
    const answer = await call(what, {
      method: 'POST',
      point: points['stock-reserved'],
      url: this.#url,
      headers: { authorization: await this.#tokens.authorization(callee) },
      body: { orderId, items },
      timeoutMs: 1000,
      attempts: 2,
    }).catch(away);
    if (answer.status !== 201 && answer.status !== 200) return this.#refused(refusalOf(answer, what));
    return held.parse(answer.body).items;
  }

  async release(orderId: string): Promise<void> {
    const what = 'DELETE product-service /internal/reservations/{orderId}';
    const { status } = await call(what, {
      method: 'DELETE',
      point: points['stock-released'],
      url: `${this.#url}/${orderId}`,
      headers: { authorization: await this.#tokens.authorization(callee) },
      timeoutMs: 1000,
      attempts: 2,
    });
    if (status >= 400 && status !== 404) throw unavailable(`${what} answered ${status}.`);
  }

  /** Any other refusal is about this service, not about the order. */
  #refused(refusal: DomainError): 'ended' {
    if (refusal.code === 'illegal-state') return 'ended';
    return passedOn.has(refusal.code) ? raise(refusal) : away(refusal);
  }
}

/** A customer need not know which service is away. */
const away = (cause: unknown): never => raise(unavailable('Stock cannot be reserved at the moment.', cause));

function raise(error: DomainError): never {
  throw error;
}
