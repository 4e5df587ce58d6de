import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { Books } from '../books.js';
import { outboxRow } from './outbox-item.js';
import { scan } from './scan.js';

const line = z.object({ productId: z.string(), quantity: z.int() });
const stock = z.object({
  pk: z.string().startsWith('P#'),
  sk: z.literal('STOCK'),
  productId: z.string(),
  left: z.int(),
  held: z.int(),
  sold: z.int(),
  initial: z.int(),
  adjusted: z.int(),
});
const product = z.object({
  pk: z.string().startsWith('P#'),
  sk: z.literal('META'),
  id: z.string(),
  version: z.int(),
  deletedAt: z.string().optional(),
});
const reservation = z.object({
  pk: z.string().startsWith('R#'),
  sk: z.literal('META'),
  orderId: z.string(),
  status: z.enum(['held', 'committed', 'released', 'restocked']),
  lines: z.array(line),
});

/** Products, stock, reservations, and what waits in the outbox. */
export async function readProducts(
  client: DynamoDBClient,
  table: string,
): Promise<Pick<Books, 'products' | 'stock' | 'reservations' | 'outboxes'>> {
  const books: Pick<Books, 'products' | 'stock' | 'reservations' | 'outboxes'> = {
    products: [],
    stock: [],
    reservations: [],
    outboxes: [],
  };
  for await (const item of scan(client, table)) {
    const outbox = outboxRow(table, item);
    const pieces = stock.safeParse(item);
    const head = product.safeParse(item);
    const held = reservation.safeParse(item);
    if (outbox !== undefined) books.outboxes.push(outbox);
    else if (pieces.success) books.stock.push(pieces.data);
    else if (head.success) {
      if (head.data.deletedAt === undefined) books.products.push({ id: head.data.id, version: head.data.version });
    } else if (held.success) books.reservations.push(held.data);
  }
  return books;
}
