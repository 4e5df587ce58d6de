import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { order, timelineItem } from '@causeway/data-model';
import * as z from 'zod';
import type { Books, OrderRow } from '../books.js';
import { outboxRow } from './outbox-item.js';
import { scan } from './scan.js';

const meta = z.object({ pk: z.string().startsWith('O#'), sk: z.literal('META'), order });
const timeline = z.object({ ...timelineItem.shape, pk: z.string().startsWith('O#'), sk: z.string().startsWith('T#') });
const answered = z.object({
  pk: z.string().startsWith('IDEM#'),
  orderId: z.string(),
  answer: z.object({ status: z.literal(201) }),
});

/** Orders with their timelines, the 201 answers, and what waits in the outbox. */
export async function readOrders(
  client: DynamoDBClient,
  table: string,
): Promise<Pick<Books, 'orders' | 'answers' | 'outboxes'>> {
  const orders = new Map<string, OrderRow>();
  const steps: z.infer<typeof timeline>[] = [];
  const answers: string[] = [];
  const outboxes: Books['outboxes'] = [];
  for await (const item of scan(client, table)) {
    const outbox = outboxRow(table, item);
    const head = meta.safeParse(item);
    const step = timeline.safeParse(item);
    const answer = answered.safeParse(item);
    if (outbox !== undefined) outboxes.push(outbox);
    else if (head.success) orders.set(head.data.order.id, rowOf(head.data.order));
    else if (step.success) steps.push(step.data);
    else if (answer.success) answers.push(answer.data.orderId);
  }
  for (const { pk, type, status } of steps.sort((a, b) => a.seq - b.seq)) {
    orders.get(pk.slice('O#'.length))?.timeline.push({ type, status });
  }
  return { orders: [...orders.values()], answers, outboxes };
}

const rowOf = ({ id, status, version, total, refunded, cancellation, items }: z.infer<typeof order>): OrderRow => ({
  id,
  status,
  version,
  total: total.amount,
  refunded: refunded.amount,
  currency: total.currency,
  cancelled: cancellation !== null,
  lines: items.map(({ productId, quantity }) => ({ productId, quantity })),
  timeline: [],
});
