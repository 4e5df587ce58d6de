import { checkBooks } from '@causeway/invariants';
import type { World } from './world.js';

/** Violations of I1 to I6 in a world at rest; the other invariants are about what is not modelled here. */
export function violationsIn(world: World): string[] {
  return checkBooks(booksOf(world))
    .filter(({ id }) => id <= 'I6')
    .flatMap(({ id, violations }) => violations.map((one) => `${id}: ${one}`));
}

function booksOf({ orders, claims, payments, provider, stock }: World): Parameters<typeof checkBooks>[0] {
  return {
    orders: orders.orders().map(({ total, refunded, cancellation, items, ...order }) => ({
      ...order,
      total: total.amount,
      refunded: refunded.amount,
      currency: total.currency,
      cancelled: cancellation !== null,
      lines: items,
      timeline: orders.timelines.get(order.id) ?? [],
    })),
    answers: claims.answers().map(({ body }) => String(JSON.parse(body).id)),
    payments: payments.all().map(({ amount, refunded, capturedAt, ...payment }) => ({
      ...payment,
      amount: amount.amount,
      refunded: refunded.amount,
      currency: amount.currency,
      captured: capturedAt !== null,
    })),
    ledger: payments.ledger,
    intents: [...provider.intents.values()].map(({ id, orderId, charges, amount, refunds }) => ({
      id,
      orderId,
      succeeded: charges > 0,
      amount: charges * amount.amount,
      refunded: refunds.reduce((sum, refund) => sum + refund.amount, 0),
    })),
    stock: [...stock.stocks.values()],
    reservations: [...stock.reservations.values()],
    notifications: [],
    mails: [],
    outboxes: [],
    queues: [],
    projected: { orders: [], payments: [], products: [] },
    products: [],
  };
}
