import type { Books, Check, OrderRow, ReservationRow } from '../books.js';

/** I3: nothing is sold that is not there, and every piece is accounted for. */
export const stockAddsUp: Check = {
  id: 'I3',
  rule: 'stock is never negative, and initial + adjustments = left + held + sold',
  run({ stock, reservations, orders }: Books) {
    const held = piecesIn(reservations, 'held');
    const sold = piecesIn(reservations, 'committed');
    const violations: string[] = [];
    for (const row of stock) {
      const { productId, left } = row;
      if (Math.min(left, row.held, row.sold) < 0)
        violations.push(`product ${productId} has ${left} left, ${row.held} held, ${row.sold} sold`);
      if (row.initial + row.adjusted !== left + row.held + row.sold) {
        violations.push(
          `product ${productId} began with ${row.initial + row.adjusted} and accounts for ${left + row.held + row.sold}`,
        );
      }
      if (row.held !== (held.get(productId) ?? 0))
        violations.push(`product ${productId} holds ${row.held}, its reservations ${held.get(productId) ?? 0}`);
      if (row.sold !== (sold.get(productId) ?? 0))
        violations.push(`product ${productId} sold ${row.sold}, its reservations ${sold.get(productId) ?? 0}`);
    }
    violations.push(...misfits(orders, reservations));
    return { checked: stock.length, violations };
  },
};

/** What was paid for has left the stock, and what will never be paid for is back. */
function misfits(orders: readonly OrderRow[], reservations: readonly ReservationRow[]): string[] {
  const statusOf = new Map(reservations.map(({ orderId, status }) => [orderId, status]));
  return orders.flatMap((order) => {
    const [expected, status] = [fateOf(order), statusOf.get(order.id) ?? 'missing'];
    const fits = expected === undefined || expected.some((one) => one === status);
    return fits ? [] : [`order ${order.id} is ${order.status}, its reservation ${status}`];
  });
}

/** How a reservation ends whose order has come so far; undefined while that is open. */
function fateOf({ status, cancelled }: OrderRow): readonly ReservationRow['status'][] | undefined {
  switch (status) {
    case 'paid':
    case 'fulfilled':
    case 'partially_refunded':
      return ['committed'];
    case 'refunded':
      return cancelled ? ['restocked'] : ['committed'];
    case 'cancelled':
    case 'payment_failed':
      return ['released', 'restocked'];
    default:
      return undefined;
  }
}

function piecesIn(reservations: readonly ReservationRow[], status: ReservationRow['status']): Map<string, number> {
  const pieces = new Map<string, number>();
  for (const reservation of reservations) {
    if (reservation.status !== status) continue;
    for (const { productId, quantity } of reservation.lines)
      pieces.set(productId, (pieces.get(productId) ?? 0) + quantity);
  }
  return pieces;
}
