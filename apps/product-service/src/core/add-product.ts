import { DomainError, type NewProduct } from '@causeway/data-model';
import { productAnnouncement, stockAnnouncement } from './announcements.js';
import type { Clock, Ids, Products } from './ports.js';
import { type CatalogueEntry, newStock } from './product.js';

/** Puts a product into the catalogue with its first stock. */
export class AddProduct {
  readonly #products: Products;
  readonly #clock: Clock;
  readonly #ids: Ids;

  constructor(ports: { products: Products; clock: Clock; ids: Ids }) {
    this.#products = ports.products;
    this.#clock = ports.clock;
    this.#ids = ports.ids;
  }

  /** @throws DomainError `already-exists` when the sku is taken */
  async execute({ stock: initial, ...given }: NewProduct): Promise<CatalogueEntry> {
    const at = this.#clock().toISOString();
    const id = this.#ids();
    const product = { id, ...given, images: [], createdAt: at, updatedAt: at, version: 1 };
    const stock = newStock(id, initial);
    const announcements = [productAnnouncement('created', product), stockAnnouncement(stock, at)];
    if (await this.#products.add({ product, stock }, announcements)) return { product, stock };
    throw new DomainError('already-exists', { detail: `A product with the sku ${given.sku} exists already.` });
  }
}
