import { ServiceBusClient } from '@azure/service-bus';
import * as z from 'zod';
import type { Books } from '../books.js';
import type { Sources } from '../sources.js';

const timeoutMs = 10_000;

const refund = z.object({ amount: z.int(), status: z.string() });
const charge = z.object({ status: z.string(), amount: z.int() });
const intents = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      metadata: z.object({ orderId: z.string().default('') }),
      charges: z.array(charge),
      refunds: z.array(refund),
    }),
  ),
  has_more: z.boolean(),
});

/** What the provider says it charged and gave back. */
export async function readIntents(sandboxUrl: string): Promise<Books['intents']> {
  const rows: Books['intents'] = [];
  for (let after = ''; ; ) {
    const page = intents.parse(await json(`${sandboxUrl}/test/payment_intents?limit=1000${after}`));
    for (const { id, metadata, charges, refunds } of page.data) {
      const successful = charges.filter(({ status }) => status === 'succeeded');
      const refunded = refunds
        .filter(({ status }) => status === 'succeeded')
        .reduce((sum, { amount }) => sum + amount, 0);
      // An intent that was charged twice is two charges of one order.
      for (const { amount } of successful)
        rows.push({ id, orderId: metadata.orderId, succeeded: true, amount, refunded });
      if (successful.length === 0) rows.push({ id, orderId: metadata.orderId, succeeded: false, amount: 0, refunded });
    }
    const last = page.data.at(-1);
    if (!page.has_more || last === undefined) return rows;
    after = `&starting_after=${last.id}`;
  }
}

const mails = z.object({ items: z.array(z.object({ messageId: z.string() })) });

export async function readMails(mailboxUrl: string): Promise<string[]> {
  const { items } = mails.parse(await json(`${mailboxUrl}/messages?limit=1000000`));
  return items.map(({ messageId }) => messageId);
}

const counts = z.record(
  z.string(),
  z.object({ active: z.int(), scheduled: z.int(), locked: z.int(), deadLetter: z.int() }),
);

/** Every queue and subscription, and whether its dead letters say why they are there. */
export async function readQueues({ connectionString, countsUrl }: Sources['serviceBus']): Promise<Books['queues']> {
  const client = new ServiceBusClient(connectionString);
  try {
    const rows: Books['queues'] = [];
    for (const [name, count] of Object.entries(counts.parse(await json(countsUrl)))) {
      const withoutReason = count.deadLetter === 0 ? 0 : await lettersWithoutReason(client, name);
      rows.push({ name, active: count.active, scheduled: count.scheduled, locked: count.locked, withoutReason });
    }
    return rows;
  } finally {
    await client.close();
  }
}

async function lettersWithoutReason(client: ServiceBusClient, name: string): Promise<number> {
  const [topic = name, subscription] = name.split('/Subscriptions/');
  const receiver =
    subscription === undefined
      ? client.createReceiver(topic, { subQueueType: 'deadLetter' })
      : client.createReceiver(topic, subscription, { subQueueType: 'deadLetter' });
  try {
    const letters = await receiver.peekMessages(250, { abortSignal: AbortSignal.timeout(timeoutMs) });
    return letters.filter(({ deadLetterReason }) => !deadLetterReason).length;
  } finally {
    await receiver.close();
  }
}

async function json(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}; see whether it runs.`);
  return response.json();
}
