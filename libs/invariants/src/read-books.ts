import type { Books } from './books.js';
import { outboxRow } from './readers/outbox-item.js';
import { readOrders } from './readers/read-orders.js';
import { readIntents, readMails, readQueues } from './readers/read-outside.js';
import { readProducts } from './readers/read-products.js';
import { readNotifications, readPayments, readProjection } from './readers/read-sql.js';
import { openTables, scan } from './readers/scan.js';
import type { Sources } from './sources.js';

/**
 * Reads the books of a whole shop from its stores.
 *
 * @throws Error when a store cannot be read
 */
export async function readBooks(sources: Sources): Promise<Books> {
  const { tables } = sources.dynamo;
  const client = openTables(sources.dynamo);
  try {
    const [orders, products, accounts, payments, notifications, projected, intents, mails, queues] = await Promise.all([
      readOrders(client, tables.orders),
      readProducts(client, tables.products),
      Array.fromAsync(scan(client, tables.identity)),
      readPayments(sources.sql.payments),
      readNotifications(sources.sql.notifications),
      readProjection(sources.sql.analytics),
      readIntents(sources.sandboxUrl),
      sources.mailboxUrl === undefined ? [] : readMails(sources.mailboxUrl),
      readQueues(sources.serviceBus),
    ]);
    const identity = accounts.flatMap((item) => outboxRow(tables.identity, item) ?? []);
    const outboxes = [orders, products, payments, notifications].flatMap((part) => part.outboxes);
    return {
      ...orders,
      ...products,
      ...payments,
      ...notifications,
      projected,
      intents,
      mails,
      queues,
      outboxes: [...outboxes, ...identity],
    };
  } finally {
    client.destroy();
  }
}
