import { DomainError, type NewOrder, type PricedLine, sameMoney, unavailable } from '@causeway/data-model';
import { accountGone } from './account-gone.js';
import type { BackPressure } from './back-pressure.js';
import type { ClaimKey } from './claim-key.js';
import { etagOf } from './etag.js';
import { type Answer, bodyHashOf, type Claim, inProgress } from './idempotency.js';
import { placed, type Story } from './order.js';
import type { Clock, Orders, StockReservations } from './ports.js';
import { type PriceRules, type Totals, totalsOf } from './totals.js';

export type OrderRequest = { userId: string; key: string; body: NewOrder };

/** How many order ids one request may lose to tombstones. */
const maxOrderIds = 3;

/** Places an order once, however often it is asked for: claim the key, hold the stock, write the order. */
export class PlaceOrder {
  readonly #pressure: BackPressure;
  readonly #claimKey: ClaimKey;
  readonly #reservations: StockReservations;
  readonly #orders: Orders;
  readonly #clock: Clock;
  readonly #prices: PriceRules;

  constructor(
    ports: {
      pressure: BackPressure;
      claimKey: ClaimKey;
      reservations: StockReservations;
      orders: Orders;
      clock: Clock;
    },
    prices: PriceRules,
  ) {
    this.#pressure = ports.pressure;
    this.#claimKey = ports.claimKey;
    this.#reservations = ports.reservations;
    this.#orders = ports.orders;
    this.#clock = ports.clock;
    this.#prices = prices;
  }

  /**
   * The answer to the request, or the one its first sending was given.
   *
   * @throws DomainError `idempotency-key-reused`, `idempotency-in-progress`, `out-of-stock`, `validation`,
   * `price-changed`, `unavailable`; `invalid-token` for a customer who was erased
   */
  async execute(request: OrderRequest): Promise<Answer> {
    if (await this.#pressure.isTooHigh()) return this.#onlyRepeat(request);
    const claim = await this.#claimKey.execute(ownerOf(request), bodyHashOf(request.body));
    if ('body' in claim) return claim;
    try {
      return await this.#place(claim, request);
    } catch (error) {
      await this.#claimKey.letGo(claim, error);
      throw error;
    }
  }

  /** What was answered before is answered again; nothing new is begun. */
  async #onlyRepeat(request: OrderRequest): Promise<Answer> {
    const answer = await this.#claimKey.answered(ownerOf(request), bodyHashOf(request.body));
    if (answer === undefined) throw overloaded();
    return answer;
  }

  async #place(first: Claim, request: OrderRequest): Promise<Answer> {
    let claim = first;
    for (let tries = 1; tries <= maxOrderIds; tries += 1) {
      const answer = await this.#tryToPlace(claim, request);
      if (answer === 'lost') return this.#answerOfOther(claim, request);
      if (answer !== 'fenced') return answer;
      claim = await this.#claimKey.renew(claim);
    }
    throw unavailable('The order could not be written in time.');
  }

  async #tryToPlace(claim: Claim, request: OrderRequest): Promise<Answer | 'fenced' | 'lost'> {
    const items = await this.#reservations.reserve(claim.orderId, request.body.items);
    if (items === 'ended') return 'fenced';
    const story = placed(
      { id: claim.orderId, ...draftOf(request), items, totals: await this.#agreedTotals(claim, items, request) },
      this.#clock().toISOString(),
    );
    const answer = answerOf(story);
    const outcome = await this.#orders.place(story, claim, answer);
    if (outcome === 'ownerless') {
      await this.#giveBack(claim.orderId);
      throw accountGone();
    }
    return outcome === 'placed' ? answer : outcome;
  }

  async #agreedTotals(claim: Claim, items: PricedLine[], { body }: OrderRequest): Promise<Totals> {
    try {
      const totals = totalsOf(items, this.#prices);
      if (body.expectedTotal !== undefined && !sameMoney(body.expectedTotal, totals.total)) throw priceChanged(totals);
      return totals;
    } catch (error) {
      await this.#giveBack(claim.orderId);
      throw error;
    }
  }

  /** Fenced first, so that no order can ever stand where stock was given back. */
  async #giveBack(orderId: string): Promise<void> {
    await this.#orders.fence(orderId, this.#clock().toISOString());
    // What cannot be given back now is given back when its lease ends.
    await this.#reservations.release(orderId).catch(() => undefined);
  }

  /** Another request with this key was faster; its answer is ours if it has one. */
  async #answerOfOther(claim: Claim, request: OrderRequest): Promise<Answer> {
    const other = await this.#claimKey.execute(ownerOf(request), claim.bodyHash);
    if ('body' in other) return other;
    await this.#claimKey.letGo(other, inProgress());
    throw inProgress();
  }
}

const ownerOf = ({ userId, key }: OrderRequest) => ({ userId, key, route: 'POST /v1/orders' });

const draftOf = ({ userId, body: { paymentMethod, shippingAddress } }: OrderRequest) => ({
  userId,
  paymentMethod,
  shippingAddress,
});

const answerOf = ({ order }: Story): Answer => ({
  status: 201,
  body: JSON.stringify(order),
  location: `/v1/orders/${order.id}`,
  etag: etagOf(order),
});

const priceChanged = ({ total }: Totals) =>
  new DomainError('price-changed', { detail: 'The total is not the expected one any more.', members: { total } });

const overloaded = () =>
  new DomainError('unavailable', { detail: 'Orders are taken again when the backlog is worked off.', retryAfter: 10 });
