import type { Order, Shopping, TimelineItem } from './shopping.js';

export type Teller = {
  chapter(title: string, why: string): void;
  say(line: string): void;
  timeline(items: TimelineItem[]): void;
};

/** By all orders of the story together. */
const piecesBought = 8;

/** Plays the story; `showTrace` draws the trace of the first order once that has gone its whole way. */
export async function tellStory(
  shopping: Shopping,
  teller: Teller,
  showTrace: (traceId: string) => Promise<void>,
): Promise<void> {
  const lamp = await shopping.product(piecesBought);
  const price = (amount: number) => `${(amount / 100).toFixed(2)} ${lamp.price.currency}`;
  const placed = async (quantity: number, method: string) => {
    const reply = await shopping.order(lamp.id, quantity, method);
    teller.say(
      `${quantity} x ${lamp.name} with ${method}: 201, ${reply.body.status}, ${price(reply.body.total.amount)}, trace ${reply.traceId}`,
    );
    return reply;
  };

  teller.chapter('A paid order', 'Reserved on AWS, charged on Azure, confirmed back on AWS.');
  const first = await placed(2, 'pm_card_visa');
  await shopping.untilStatus(first.body.id, 'paid');
  teller.timeline(await complete(shopping, first.body));
  await showTrace(first.traceId);

  teller.chapter('A declined card', 'The reservation is released: what was held can be bought again.');
  const before = await shopping.available(lamp.id);
  const declined = await placed(1, 'pm_card_declined');
  await shopping.untilStatus(declined.body.id, 'payment_failed');
  teller.timeline(await shopping.timelineUntil(declined.body.id, 'reservation.released'));
  teller.say(`in stock: ${before} before, ${await shopping.available(lamp.id)} after`);

  teller.chapter('3-D Secure', 'The bank wants to see the customer first; the order waits for the answer.');
  const secure = await placed(1, 'pm_card_3ds');
  const waiting = await shopping.until(secure.body.id, 'a next action', ({ nextAction }) => nextAction !== null);
  teller.say(`the customer is sent to ${waiting.nextAction?.url} and passes`);
  await shopping.passThreeDSecure(waiting.nextAction?.url ?? '');
  await shopping.untilStatus(secure.body.id, 'paid');
  teller.timeline(await complete(shopping, secure.body));

  teller.chapter('Slow settlement', 'The provider answers later, by a signed webhook.');
  const slow = await placed(1, 'pm_card_slow');
  await shopping.untilStatus(slow.body.id, 'paid');
  teller.timeline(await complete(shopping, slow.body));

  teller.chapter(
    'A time-out after the charge',
    'No answer came; reading the payment by its id tells that it was charged, once.',
  );
  const doubtful = await placed(1, 'pm_card_timeout_after_charge');
  await shopping.untilStatus(doubtful.body.id, 'paid');
  teller.timeline(await complete(shopping, doubtful.body));

  teller.chapter('A partial refund', 'Support gives half of the first order back; the ledger stays at zero.');
  await shopping.refund(first.body.id, lamp.price.amount, lamp.price.currency);
  const refunded = await shopping.untilStatus(first.body.id, 'partially_refunded');
  teller.say(`refunded ${price(refunded.refunded.amount)} of ${price(refunded.total.amount)}`);

  teller.chapter('A cancellation before the charge', 'The payment is cancelled at the provider: it arbitrates.');
  const early = await placed(1, 'pm_card_3ds');
  await shopping.until(early.body.id, 'a next action', ({ nextAction }) => nextAction !== null);
  await shopping.cancel(early.body.id);
  await shopping.untilStatus(early.body.id, 'cancelled');
  teller.timeline(await shopping.timelineUntil(early.body.id, 'reservation.released'));

  teller.chapter(
    'A cancellation after the charge',
    'Already captured means a refund, and the goods go back on the shelf.',
  );
  const late = await placed(1, 'pm_card_visa');
  await shopping.untilStatus(late.body.id, 'paid');
  await shopping.cancel(late.body.id);
  await shopping.untilStatus(late.body.id, 'refunded');
  teller.timeline(await shopping.timelineUntil(late.body.id, 'reservation.released'));
}

/** A paid order has gone its whole way when the stock is committed and the customer told. */
async function complete(shopping: Shopping, order: Order): Promise<TimelineItem[]> {
  await shopping.timelineUntil(order.id, 'reservation.committed');
  return shopping.timelineUntil(order.id, 'notification.sent');
}
