import type { Order } from '@causeway/data-model';
import { Refusal } from '../client/shop.js';
import { customerOf, type Market, orderOf } from './market.js';
import type { Purchase } from './traffic.js';
import type { Witness } from './witness.js';

/** A refusal that stock is short is business; every other one is not to be expected of these orders. */
const expected = new Set(['out-of-stock']);

export type Placed = { order: Order } | { refused: string };

/**
 * Sends an order as its customer does, until it is answered: always with one key, sometimes more than once.
 *
 * @throws what is not an answer: the shop stayed away for longer than a customer asks
 */
export async function place(market: Market, purchase: Purchase, witness: Witness): Promise<Placed> {
  const { habit } = purchase;
  if (habit === 'impatient') await giveUp(market, purchase);
  const [one, two] = await Promise.all([
    answerTo(market, purchase, witness),
    habit === 'twice-at-once' ? answerTo(market, purchase, witness) : undefined,
  ]);
  // A refusal frees the key: its twin may have found what the first one missed.
  const placed = two !== undefined && 'order' in two ? two : one;
  if ('order' in placed && habit === 'again-afterwards') await answerTo(market, purchase, witness);
  if ('order' in placed && habit === 'other-body-afterwards') await reuse(market, purchase, witness);
  return placed;
}

async function answerTo(market: Market, purchase: Purchase, witness: Witness): Promise<Placed> {
  try {
    const headers = { 'idempotency-key': purchase.key };
    const { body } = await customerOf(market, purchase).post<Order>('/v1/orders', orderOf(market, purchase), headers);
    witness.answered(purchase.key, body);
    return { order: body };
  } catch (error) {
    if (!(error instanceof Refusal) || error.code === 'unavailable') throw error;
    if (!expected.has(error.code)) witness.violations.push(`Purchase ${purchase.key} was refused: ${error.message}`);
    return { refused: error.code };
  }
}

/** Sends the order and hangs up before the answer can be there, which may have been given all the same. */
async function giveUp(market: Market, purchase: Purchase): Promise<void> {
  await customerOf(market, purchase).hangUp(
    {
      method: 'POST',
      path: '/v1/orders',
      body: orderOf(market, purchase),
      headers: { 'idempotency-key': purchase.key },
    },
    purchase.givesUpAfterMs,
  );
}

async function reuse(market: Market, purchase: Purchase, witness: Witness): Promise<void> {
  const other = { ...purchase, items: purchase.items.map((item) => ({ ...item, quantity: item.quantity + 1 })) };
  try {
    const headers = { 'idempotency-key': purchase.key };
    await customerOf(market, purchase).post<Order>('/v1/orders', orderOf(market, other), headers);
    witness.violations.push(`Key ${purchase.key} was accepted with another body.`);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.code !== 'idempotency-key-reused')
      witness.violations.push(`Key ${purchase.key} with another body was answered: ${error.message}`);
  }
}
