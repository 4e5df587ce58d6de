import type { CloudEvent, EventData, EventType } from '@causeway/data-model';
import { insertIfAbsent, upsert } from '@causeway/stores/sql';
import { sql } from 'kysely';
import { type Pen, writeOrder, writePayment, writeProduct } from './project-state.js';
import { refuseContradiction } from './refuse-contradiction.js';

/**
 * Writes what an event tells into the rows it is about.
 *
 * @throws DeadLetter for what contradicts the rows there are
 */
export async function projectEvent(pen: Pen, event: CloudEvent): Promise<void> {
  const { data, aggregateversion: version } = event;
  await refuseContradiction(pen, data);
  if ('stock' in data) await writeStock(pen, data);
  else if ('reservation' in data) await writeReservation(pen, data, version);
  else if ('notification' in data) await writeNotification(pen, data);
  else if ('account' in data) await writeAccount(pen, data, version, event.type);
  else await projectState(pen, event);
}

/** Writes what an event tells of an order, a payment or a product; other events tell nothing here. */
export async function projectState(pen: Pen, { data, type }: CloudEvent): Promise<void> {
  if ('order' in data) await writeOrder(pen, data.order);
  else if ('payment' in data) await writePayment(pen, data.payment);
  else if ('product' in data) await writeProduct(pen, data.product, type === 'shop.product.deleted.v1');
}

type Told<T extends EventType> = EventData<T>;

async function writeStock({ seam, trx }: Pen, { stock }: Told<'shop.product.stock_changed.v1'>): Promise<void> {
  const { productId, version, left, held, sold } = stock;
  const row = { version, left_count: left, held_count: held, sold_count: sold };
  const when = sql`version < ${version}`;
  await upsert(seam, trx, 'projected_stock', { key: { id: productId }, insert: row, set: row, when });
}

async function writeReservation(
  { seam, trx }: Pen,
  { reservation }: Told<'shop.reservation.committed.v1'>,
  version: number,
): Promise<void> {
  const row = { version, status: reservation.status };
  const when = sql`version < ${version}`;
  await upsert(seam, trx, 'projected_reservations', { key: { id: reservation.orderId }, insert: row, set: row, when });
}

async function writeNotification(
  { seam, trx }: Pen,
  { notification }: Told<'shop.notification.sent.v1'>,
): Promise<void> {
  const { id, orderId, template, sentAt } = notification;
  await insertIfAbsent(seam, trx, 'projected_notifications', { id, order_id: orderId, template, sent_at: sentAt });
}

async function writeAccount(
  { seam, trx }: Pen,
  { account }: Told<'shop.account.registered.v1'>,
  version: number,
  type: EventType,
): Promise<void> {
  // The row of an erased account holds nothing of its person, and keeps late events from bringing the account back.
  const erased = type === 'shop.account.erased.v1' ? 1 : 0;
  const row = { version, created_at: account.createdAt, erased };
  const when = sql`version < ${version}`;
  await upsert(seam, trx, 'projected_accounts', { key: { id: account.id }, insert: row, set: row, when });
}
