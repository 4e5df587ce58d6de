import type { EventData } from '@causeway/data-model';
import type { CatalogueProduct, Stock } from './product.js';
import type { Reservation } from './reservation.js';

type Announced =
  | 'shop.product.created.v1'
  | 'shop.product.updated.v1'
  | 'shop.product.deleted.v1'
  | 'shop.product.stock_changed.v1'
  | 'shop.reservation.committed.v1'
  | 'shop.reservation.released.v1';

/** What others are told, in the same transaction as the change itself. */
export type Announcement = {
  [T in Announced]: {
    type: T;
    aggregate: 'product' | 'stock' | 'reservation';
    subject: string;
    version: number;
    at: string;
    data: EventData<T>;
  };
}[Announced];

/** The product after it was created, updated or deleted. */
export const productAnnouncement = (
  what: 'created' | 'updated' | 'deleted',
  product: CatalogueProduct,
): Announcement => ({
  type: `shop.product.${what}.v1`,
  aggregate: 'product',
  subject: product.id,
  version: product.version,
  at: product.updatedAt,
  data: { product },
});

export const stockAnnouncement = (stock: Stock, at: string): Announcement => {
  const { initial: _, adjusted: __, ...state } = stock;
  return {
    type: 'shop.product.stock_changed.v1',
    aggregate: 'stock',
    subject: stock.productId,
    version: stock.version,
    at,
    data: { stock: state },
  };
};

/** What became of an order's reservation; nothing is said of one that is still held. */
export function reservationAnnouncement(reservation: Reservation): Announcement[] {
  const { orderId, status, lines, version, updatedAt } = reservation;
  if (status === 'held') return [];
  const items = lines.map(({ productId, quantity }) => ({ productId, quantity }));
  return [
    {
      type: status === 'committed' ? 'shop.reservation.committed.v1' : 'shop.reservation.released.v1',
      aggregate: 'reservation',
      subject: orderId,
      version,
      at: updatedAt,
      data: { reservation: { orderId, status, items } },
    },
  ];
}
