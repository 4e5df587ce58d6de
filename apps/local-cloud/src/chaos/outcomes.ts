import { type Order, settledStatuses } from '@causeway/data-model';
import type { Purchase } from './traffic.js';

type Status = Order['status'];

const taken: readonly Status[] = ['paid', 'fulfilled', 'partially_refunded', 'refunded'];
const notTaken: readonly Status[] = ['payment_failed', 'cancelled'];

/** States in which an order can rest. */
export const settled: ReadonlySet<string> = new Set(settledStatuses);

/** How an order may end, by its card and by what its customer does. */
export function possibleEnds({ method, sequel, threeDs }: Purchase): readonly Status[] {
  const cancels = sequel === 'cancel-at-once' || sequel === 'cancel-when-settled';
  if (method === 'pm_card_declined' || method === 'pm_card_insufficient_funds') return notTaken;
  if (method === 'pm_card_3ds') {
    if (threeDs === 'leave') return ['cancelled'];
    // Whoever comes too late to the bank's page finds the payment cancelled.
    return threeDs === 'fail' ? notTaken : [...taken, 'cancelled'];
  }
  return cancels ? [...taken, 'cancelled'] : taken;
}
