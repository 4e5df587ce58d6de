import type { DynamoTable } from '@causeway/stores/dynamo';
import type { CartLine, StoredCart } from '../core/cart.js';
import type { Carts } from '../core/ports.js';
import { cartKey, fromCartItem, lineOf, withoutProducts } from './cart-items.js';
import { points } from './failpoints.js';

/** Carts in DynamoDB, one item each. */
export class DynamoCarts implements Carts {
  readonly #table: DynamoTable;

  constructor(table: DynamoTable) {
    this.#table = table;
  }

  async find(userId: string): Promise<StoredCart> {
    return fromCartItem((await this.#table.get(cartKey(userId))) ?? {});
  }

  async put(userId: string, line: CartLine, at: string): Promise<StoredCart> {
    const update = `SET #schemaVersion = :one, #updatedAt = :at, #${lineOf(line.productId)} = :line`;
    const change = { update, values: { one: 1, line, at } };
    const after = await this.#table.write(points['cart-changed'], this.#table.update(cartKey(userId), change));
    return fromCartItem(after ?? {});
  }

  async remove(userId: string, productId: string, at: string): Promise<void> {
    await this.#table.write(points['cart-line-removed'], withoutProducts(this.#table, userId, [productId], at));
  }

  async clear(userId: string): Promise<void> {
    await this.#table.write(points['cart-cleared'], this.#table.delete(cartKey(userId)));
  }
}
