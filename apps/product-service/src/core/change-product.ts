import { canonicalJson, type ProductChange } from '@causeway/data-model';
import { productAnnouncement } from './announcements.js';
import { type Editions, editing } from './edition.js';
import type { Clock, Products } from './ports.js';
import type { CatalogueEntry } from './product.js';

/** Changes what merchandisers say about a product. */
export class ChangeProduct {
  readonly #products: Products;
  readonly #clock: Clock;

  constructor(ports: { products: Products; clock: Clock }) {
    this.#products = ports.products;
    this.#clock = ports.clock;
  }

  /** @throws DomainError `not-found`, `precondition-failed` */
  execute(id: string, editions: Editions, change: ProductChange): Promise<CatalogueEntry> {
    return editing(this.#products, id, editions, async (entry) => {
      const before = entry.product;
      const changed = { ...before, ...given(change) };
      if (canonicalJson(changed) === canonicalJson(before)) return entry;
      const after = { ...changed, version: before.version + 1, updatedAt: this.#clock().toISOString() };
      const done = await this.#products.replace(before, after, [productAnnouncement('updated', after)]);
      return done ? { ...entry, product: after } : undefined;
    });
  }
}

type Given = { [K in keyof ProductChange]?: Exclude<ProductChange[K], undefined> };

/** A field that is present but undefined is not a change. */
const given = (change: ProductChange): Given =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Given; // fromEntries forgets which keys go with which values
