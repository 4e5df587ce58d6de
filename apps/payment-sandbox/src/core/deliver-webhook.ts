import type { Clock, Delivery, Transactions } from './ports.js';
import { retryDelayMs } from './webhooks.js';

/** Sends one event. Resolves when the receiver took it (2xx), rejects with the reason otherwise. */
export type SendWebhook = (delivery: Delivery) => Promise<void>;

export type DeliveryTools = {
  transactions: Transactions;
  send: SendWebhook;
  clock: Clock;
  /** From 0 inclusive to 1 exclusive. */
  random: () => number;
  /** Called between the receiver's yes and the note of it. */
  onSent?: () => void;
};

/** Tries to deliver one event, and notes how that went. */
export async function deliverWebhook(delivery: Delivery, tools: DeliveryTools): Promise<void> {
  const { transactions, send, clock, random, onSent } = tools;
  const { eventId } = delivery;
  try {
    await send(delivery);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const retryAt = clock().getTime() + retryDelayMs(delivery.attempts + 1, random());
    const kept = retryAt < delivery.giveUpAt ? retryAt : undefined;
    return transactions.run('delivery-put-off', (books) => books.deliveries.failed(eventId, kept, why));
  }
  onSent?.();
  await transactions.run('delivery-noted', (books) => books.deliveries.succeeded(eventId, clock().getTime()));
}
