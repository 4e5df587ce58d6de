import { type CloudEvent, isSamePerson, type Order, type PaymentState } from '@causeway/data-model';
import { DeadLetter } from '@causeway/messaging/service-bus';
import type { Pen } from './project-state.js';

/**
 * Holds what an event tells of an order or a payment against the rows there are: whose it is, of which order and of what
 * amount never changes. What is not known yet contradicts nothing: its own event may still be on its way.
 *
 * @throws DeadLetter `amount-mismatch`, `contradiction`
 */
export async function refuseContradiction(pen: Pen, data: CloudEvent['data']): Promise<void> {
  if ('order' in data) await refuseOtherOrder(pen, data.order);
  if ('payment' in data) await refuseOtherPayment(pen, data.payment);
}

type Amount = { amount: number; currency: string };

async function refuseOtherOrder({ trx }: Pen, { id, userId, total }: Order): Promise<void> {
  const row = await trx
    .selectFrom('projected_orders')
    .select(['user_id', 'total', 'currency'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return;
  refuseAmount(`Order ${id}`, total, { amount: row.total, currency: row.currency });
  if (!isSamePerson(row.user_id, userId))
    throw new DeadLetter('contradiction', `Order ${id} is not of customer ${userId}.`);
}

async function refuseOtherPayment({ trx }: Pen, { id, orderId, userId, amount }: PaymentState): Promise<void> {
  const order = await trx
    .selectFrom('projected_orders')
    .select(['total', 'currency'])
    .where('id', '=', orderId)
    .executeTakeFirst();
  if (order !== undefined)
    refuseAmount(`Payment ${id} of order ${orderId}`, amount, { amount: order.total, currency: order.currency });
  const row = await trx
    .selectFrom('projected_payments')
    .select(['order_id', 'user_id', 'amount', 'currency'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return;
  refuseAmount(`Payment ${id}`, amount, row);
  if (row.order_id !== orderId || !isSamePerson(row.user_id, userId))
    throw new DeadLetter('contradiction', `Payment ${id} is not of order ${orderId} and customer ${userId}.`);
}

function refuseAmount(what: string, told: Amount, known: Amount): void {
  if (told.amount === known.amount && told.currency === known.currency) return;
  const [sum, owed] = [told, known].map(({ amount, currency }) => `${amount} ${currency}`);
  throw new DeadLetter('amount-mismatch', `${what} is told of with ${sum} and is of ${owed}.`);
}
