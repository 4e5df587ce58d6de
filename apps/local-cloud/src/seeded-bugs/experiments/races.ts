import { setTimeout as delay } from 'node:timers/promises';
import { Refusal } from '../../client/shop.js';
import { Broken, type Rig } from '../rig.js';

// Two things at once, or in the wrong order; the books tell afterwards.

/** A refusal is one of the two ways in which these can end. */
async function tried(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
  });
}

/** Eight customers want the last piece, of three products. */
export async function lastUnit(rig: Rig): Promise<void> {
  for (const product of [await rig.product(1), await rig.product(1), await rig.product(1)]) {
    const buyers = Array.from({ length: 8 }, () => tried(rig.order('pm_card_visa', product)));
    await Promise.all(buyers);
  }
}

/** Goods are counted while they are sold. */
export async function adjustedWhileSelling(rig: Rig): Promise<void> {
  const product = await rig.product(100);
  const path = `/v1/products/${product.id}/stock-adjustments`;
  const one = async () => {
    await Promise.all([
      tried(rig.merchandiser.post(path, { delta: 1, reason: 'found' })),
      tried(rig.order('pm_card_visa', product)),
    ]);
  };
  for (let round = 0; round < 4; round += 1) await Promise.all([one(), one(), one()]);
}

/** The customer takes longer at the bank than the reservation's lease lasts. */
export async function paidAfterTheLease(rig: Rig): Promise<void> {
  const order = await rig.order('pm_card_3ds');
  const waiting = await rig.until(order, ({ nextAction }) => nextAction !== null);
  await delay(Math.max(0, Date.parse(order.createdAt) + 7500 - Date.now()));
  const page = new URL(waiting.nextAction?.url ?? '');
  await fetch(`${page.origin}/test/payment_intents/${page.pathname.split('/').at(-1)}/3ds`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ result: 'pass' }),
  });
  await rig.settled(order);
}

/** Three refunds that fit together are at the provider at the same time, of four payments. */
export async function refundsSideBySide(rig: Rig): Promise<void> {
  for (const { order, payment } of await Promise.all([1, 2, 3, 4].map(() => rig.paid()))) {
    const outcomes = await rig.atOnce('payment-service', () => [1, 2, 3].map(() => rig.refund(payment, 300)));
    await rig.until(order, ({ refunded }) => refunded.amount === 900, 3000);
    if (new Set(outcomes).size !== 3) throw new Broken(`Three refunds of 30 % were answered ${outcomes.join(', ')}.`);
  }
}

export async function cancelledWhenPaid(rig: Rig): Promise<void> {
  const { order } = await rig.paid();
  await rig.cancel(order);
  await rig.until(order, ({ status }) => status === 'refunded', 8000);
}

/** Cancelled while the bank still thinks about the charge. */
export async function cancelledWhileCharging(rig: Rig): Promise<void> {
  const product = await rig.product();
  for (let round = 0; round < 3; round += 1) {
    const order = await rig.order('pm_card_slow', product);
    // What is cancelled before the bank is asked for its money is another story.
    await rig.eventually(async () => (await rig.statusOfPayment(order)) === 'processing', 5000);
    await tried(rig.cancel(order));
    const { status } = await rig.settled(order);
    if (status !== 'cancelled' && status !== 'refunded')
      throw new Broken(`An order that was cancelled while it was charged is ${status}.`);
  }
}

/** With this seed the first message for payment-service waits for 3.5 s, and the next ones do not wait. */
const firstForPaymentWaits = { seed: 777, delay: { share: 0.5, maxMs: 4000 } };

export async function cancelledBeforePlaced(rig: Rig): Promise<void> {
  const product = await rig.product();
  await rig.lab.busFaults(firstForPaymentWaits);
  try {
    const order = await rig.order('pm_card_visa', product);
    await tried(rig.cancel(order));
    await rig.settled(order, 6000);
    await delay(Math.max(0, Date.parse(order.createdAt) + 4500 - Date.now()));
  } finally {
    await rig.lab.endBusFaults();
  }
}

/** With this seed the first message for analytics-service waits for 3.9 s, and the next ones do not wait. */
const firstForAnalyticsWaits = { seed: 860, delay: { share: 0.5, maxMs: 4000 } };

export async function newsOvertaken(rig: Rig): Promise<void> {
  const product = await rig.product();
  await rig.lab.busFaults(firstForAnalyticsWaits);
  try {
    const order = await rig.settled(await rig.order('pm_card_visa', product));
    await delay(Math.max(0, Date.parse(order.createdAt) + 4500 - Date.now()));
  } finally {
    await rig.lab.endBusFaults();
  }
}
