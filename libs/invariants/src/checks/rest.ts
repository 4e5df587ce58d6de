import type { Books, Check, ProjectedRow } from '../books.js';

/** I8: nothing is under way: what is still in an outbox or a queue has been set aside with a reason. */
export const nothingUnderWay: Check = {
  id: 'I8',
  rule: 'at rest every outbox and queue is empty, or dead-lettered with a reason',
  run({ outboxes, queues }: Books) {
    const violations = outboxes
      .filter(({ parkedReason }) => parkedReason === null)
      .map(({ store, eventId }) => `${store} has not published ${eventId}`);
    for (const { name, active, scheduled, locked, withoutReason } of queues) {
      const waiting = active + scheduled + locked;
      if (waiting > 0)
        violations.push(`${name} has ${active} active, ${scheduled} scheduled and ${locked} locked messages`);
      if (withoutReason > 0) violations.push(`${name} has ${withoutReason} dead letters without a reason`);
    }
    return { checked: outboxes.length + queues.length, violations };
  },
};

/** I9: the projection in the other cloud has every row of its sources, and no other. */
export const analyticsEqualsSources: Check = {
  id: 'I9',
  rule: 'analytics equals its sources',
  run({ orders, payments, products, projected }: Books) {
    const ordersNow = orders.map((row) => ({ ...row, fingerprint: `${row.status} ${row.total} ${row.refunded}` }));
    const paymentsNow = payments.map((row) => ({ ...row, fingerprint: `${row.status} ${row.amount} ${row.refunded}` }));
    const productsNow = products.map((row) => ({ ...row, fingerprint: '' }));
    return {
      checked: orders.length + payments.length + products.length,
      violations: [
        ...differences('order', ordersNow, projected.orders),
        ...differences('payment', paymentsNow, projected.payments),
        ...differences('product', productsNow, projected.products),
      ],
    };
  },
};

function differences(kind: string, source: readonly ProjectedRow[], projected: readonly ProjectedRow[]): string[] {
  const rows = new Map(projected.map((row) => [row.id, row]));
  const violations: string[] = [];
  for (const { id, version, fingerprint } of source) {
    const row = rows.get(id);
    rows.delete(id);
    if (row === undefined) violations.push(`analytics does not have ${kind} ${id}`);
    else if (row.version !== version)
      violations.push(`analytics has ${kind} ${id} at version ${row.version}, its source at ${version}`);
    else if (fingerprint !== '' && row.fingerprint !== fingerprint) {
      violations.push(`analytics has ${kind} ${id} as '${row.fingerprint}', its source as '${fingerprint}'`);
    }
  }
  for (const id of rows.keys()) violations.push(`analytics has ${kind} ${id}, which its source has not`);
  return violations;
}
