import {
  type NewStockAdjustment,
  type StockAdjustment as StockAdjustmentOnTheWire,
  unavailable,
} from '@causeway/data-model';
import { stockAnnouncement } from './announcements.js';
import { findProduct } from './find-product.js';
import type { Clock, Ids, Products, Stocks } from './ports.js';
import { adjusted } from './stock-adjustment.js';

/** A best-seller's stock may move many times between reading and writing it. */
const attempts = 20;

/** Corrects a stock by hand: goods came in, were damaged, or were counted again. */
export class AdjustStock {
  readonly #products: Products;
  readonly #stocks: Stocks;
  readonly #clock: Clock;
  readonly #ids: Ids;

  constructor(ports: { products: Products; stocks: Stocks; clock: Clock; ids: Ids }) {
    this.#products = ports.products;
    this.#stocks = ports.stocks;
    this.#clock = ports.clock;
    this.#ids = ports.ids;
  }

  /**
   * @param by the merchandiser's id
   * @throws DomainError `not-found`, `out-of-stock`, `unavailable` when the stock does not stand still long enough
   */
  async execute(productId: string, wanted: NewStockAdjustment, by: string): Promise<StockAdjustmentOnTheWire> {
    const id = this.#ids();
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const { stock: before } = await findProduct(this.#products, productId);
      const after = adjusted(before, wanted);
      const createdAt = this.#clock().toISOString();
      const adjustment = { id, ...wanted, available: after.left, createdAt };
      const announcements = [stockAnnouncement(after, createdAt)];
      if (await this.#stocks.adjust(before, after, { ...adjustment, productId, by }, announcements)) return adjustment;
    }
    throw unavailable('The stock of this product moves too fast at the moment.');
  }
}
