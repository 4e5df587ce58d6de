import { productAnnouncement } from './announcements.js';
import { type Editions, editing } from './edition.js';
import type { Clock, Products } from './ports.js';

/** Takes a product out of the catalogue. What is held of it can still be sold or come back. */
export class DeleteProduct {
  readonly #products: Products;
  readonly #clock: Clock;

  constructor(ports: { products: Products; clock: Clock }) {
    this.#products = ports.products;
    this.#clock = ports.clock;
  }

  /** @throws DomainError `not-found`, `precondition-failed` */
  async execute(id: string, editions: Editions): Promise<void> {
    await editing(this.#products, id, editions, async ({ product }) => {
      const after = { ...product, version: product.version + 1, updatedAt: this.#clock().toISOString() };
      const done = await this.#products.remove(product, after, [productAnnouncement('deleted', after)]);
      return done ? true : undefined;
    });
  }
}
