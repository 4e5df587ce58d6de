import {
  DomainError,
  type NewStockAdjustment,
  type StockAdjustment as StockAdjustmentOnTheWire,
} from '@causeway/data-model';
import type { Stock } from './product.js';

/** A correction of a stock by hand, kept for ever beside it. */
export type StockAdjustment = StockAdjustmentOnTheWire & { productId: string; by: string };

/**
 * The stock after an adjustment.
 *
 * @throws DomainError `out-of-stock` when less than nothing would be left
 */
export function adjusted(before: Stock, { delta }: NewStockAdjustment): Stock {
  const left = before.left + delta;
  if (left < 0) throw outOfStock([{ productId: before.productId, available: before.left }]);
  return { ...before, left, adjusted: before.adjusted + delta, version: before.version + 1 };
}

/** @param items every product that is short, with what is left of it */
export const outOfStock = (items: { productId: string; available: number }[]): DomainError =>
  new DomainError('out-of-stock', {
    detail: items.length === 1 ? '1 product is short.' : `${items.length} products are short.`,
    members: { items },
  });
