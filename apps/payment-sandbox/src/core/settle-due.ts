import { written } from './intent-requests.js';
import { settled } from './payment-intents.js';
import type { Books, World } from './ports.js';
import { writtenRefund } from './refund-requests.js';
import { refundSettled } from './refunds.js';

/** The most that one transaction settles. */
const atOnce = 100;

/** Settles what has waited long enough, each once. */
export function settleDue(books: Books, world: World): void {
  for (const id of books.timers.due(world.now.getTime(), atOnce)) {
    settle(books, id, world);
    books.timers.clear(id);
  }
}

function settle(books: Books, id: string, world: World): void {
  const refund = books.refunds.find(id);
  if (refund !== undefined) {
    const charge = books.charges.find(refund.charge);
    if (refund.status === 'pending' && charge !== undefined) writtenRefund(books, refundSettled(refund, charge), world);
    return;
  }
  const intent = books.intents.find(id);
  const charge = books.charges.find(intent?.latest_charge ?? '');
  if (intent?.status === 'processing' && charge !== undefined) written(books, settled(intent, charge), world);
}
