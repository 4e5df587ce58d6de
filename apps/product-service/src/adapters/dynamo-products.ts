import type { Failpoint } from '@causeway/runtime/failpoints';
import { type DynamoTable, TransactionRefused } from '@causeway/stores/dynamo';
import type { Announcement } from '../core/announcements.js';
import { type ListedProduct, listed, listsOf } from '../core/listing.js';
import type { Products } from '../core/ports.js';
import type { CatalogueEntry, CatalogueProduct, Stock } from '../core/product.js';
import type { Announcer } from './announcer.js';
import { points } from './failpoints.js';
import { listKey, toListingItem } from './listing-items.js';
import { fromProductItem, fromProductRecord, fromStockItem, toProductItem, toStockItem } from './product-items.js';
import { keys } from './table.js';

/** The catalogue in DynamoDB: a product is two items, META and STOCK, and one more in each list it stands in. */
export class DynamoProducts implements Products {
  readonly #table: DynamoTable;
  readonly #announcer: Announcer;

  constructor(table: DynamoTable, announcer: Announcer) {
    this.#table = table;
    this.#announcer = announcer;
  }

  async find(id: string): Promise<CatalogueEntry | undefined> {
    const found = await this.findMany([id]);
    return found.get(id);
  }

  async findMany(ids: readonly string[]): Promise<Map<string, CatalogueEntry>> {
    if (ids.length === 0) return new Map();
    const items = await this.#table.getMany(ids.flatMap((id) => [keys.product(id), keys.stock(id)]));
    const products: CatalogueProduct[] = [];
    const stocks = new Map<string, Stock>();
    for (const item of items) {
      if (item.sk === 'STOCK') {
        const stock = fromStockItem(item);
        stocks.set(stock.productId, stock);
      } else {
        const product = fromProductItem(item);
        if (product !== undefined) products.push(product);
      }
    }
    const entries = new Map<string, CatalogueEntry>();
    for (const product of products) {
      const stock = stocks.get(product.id);
      if (stock !== undefined) entries.set(product.id, { product, stock });
    }
    return entries;
  }

  async recordsOf(ids: readonly string[]): Promise<{ product: CatalogueProduct; deleted: boolean }[]> {
    return (await this.#table.getMany(ids.map(keys.product))).map(fromProductRecord);
  }

  async idOfSku(sku: string): Promise<string | undefined> {
    const item = await this.#table.get(keys.sku(sku));
    return item === undefined ? undefined : String(item.productId);
  }

  async add({ product, stock }: CatalogueEntry, announcements: readonly Announcement[]): Promise<boolean> {
    const entry = listed(product);
    const outgoing = this.#announcer.prepare(announcements);
    const done = await this.#unlessRefusedFirst(points.added, [
      this.#table.add({ ...keys.sku(product.sku), productId: product.id }),
      this.#table.add(toProductItem(product, entry.words)),
      this.#table.add(toStockItem(stock)),
      ...listsOf(entry).map((list) => this.#table.put(toListingItem(list, entry))),
      this.#count(entry, 1),
      ...outgoing.actions,
    ]);
    if (!done) return false;
    outgoing.publish();
    return true;
  }

  async replace(
    before: CatalogueProduct,
    after: CatalogueProduct,
    announcements: readonly Announcement[],
  ): Promise<boolean> {
    const stood = await this.#stoodIn(before);
    if (stood === undefined) return false;
    const stands = listed(after);
    const outgoing = this.#announcer.prepare(announcements);
    const done = await this.#unlessRefusedFirst(points.replaced, [
      this.#table.put(toProductItem(after, stands.words), unchangedSince(before)),
      ...this.#relist(stood, stands),
      ...(stood.category === stands.category ? [] : [this.#count(stood, -1), this.#count(stands, 1)]),
      ...outgoing.actions,
    ]);
    if (!done) return false;
    outgoing.publish();
    return true;
  }

  async remove(
    before: CatalogueProduct,
    after: CatalogueProduct,
    announcements: readonly Announcement[],
  ): Promise<boolean> {
    const stood = await this.#stoodIn(before);
    if (stood === undefined) return false;
    const outgoing = this.#announcer.prepare(announcements);
    const deletedAt = after.updatedAt;
    const done = await this.#unlessRefusedFirst(points.removed, [
      this.#table.put({ ...toProductItem(after, []), deletedAt }, unchangedSince(before)),
      this.#table.update(keys.stock(after.id), { update: 'SET #deletedAt = :at', values: { at: deletedAt } }),
      this.#table.delete(keys.sku(after.sku)),
      ...listsOf(stood).map((list) => this.#table.delete({ pk: listKey(list), sk: after.id })),
      this.#count(stood, -1),
      ...outgoing.actions,
    ]);
    if (!done) return false;
    outgoing.publish();
    return true;
  }

  /** The product's listing as its item says; undefined when the product has changed meanwhile. */
  async #stoodIn(before: CatalogueProduct): Promise<ListedProduct | undefined> {
    const item = await this.#table.get(keys.product(before.id));
    if (item === undefined || item.version !== before.version) return undefined;
    return { ...listed(before), words: item.words as string[] }; // written by toProductItem
  }

  /** Leaves alone what stays as it is. */
  #relist(stood: ListedProduct, stands: ListedProduct) {
    const earlier = new Set(listsOf(stood));
    const later = new Set(listsOf(stands));
    const same = JSON.stringify(stood) === JSON.stringify(stands);
    return [
      ...[...earlier]
        .filter((list) => !later.has(list))
        .map((list) => this.#table.delete({ pk: listKey(list), sk: stood.id })),
      ...[...later]
        .filter((list) => !same || !earlier.has(list))
        .map((list) => this.#table.put(toListingItem(list, stands))),
    ];
  }

  /** A category's number is spread over sixteen items, so that an import does not queue up before one. */
  #count({ category, id }: Pick<ListedProduct, 'category' | 'id'>, by: 1 | -1) {
    return this.#table.update(
      { pk: 'CATEGORIES', sk: `${category}#${id.slice(-1)}` },
      { update: 'SET #category = :category ADD #products :by', values: { category, by } },
    );
  }

  /** False when the first action's condition was the one that did not hold. */
  async #unlessRefusedFirst(point: Failpoint, actions: Parameters<DynamoTable['transact']>[1]): Promise<boolean> {
    try {
      await this.#table.transact(point, actions);
      return true;
    } catch (error) {
      if (error instanceof TransactionRefused && error.at(0) !== undefined) return false;
      throw error;
    }
  }
}

const unchangedSince = ({ version }: CatalogueProduct) => ({
  when: '#version = :seen AND attribute_not_exists(#deletedAt)',
  values: { seen: version },
});
