import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Failpoint } from '@causeway/runtime/failpoints';
import { type DynamoTable, type Item, TransactionRefused } from '@causeway/stores/dynamo';
import { accountGone } from '../core/account-gone.js';
import type { CartLine, StoredCart } from '../core/cart.js';
import type { Carts } from '../core/ports.js';
import { cartKey, closedCart, fromCartItem, ifOpen, lineOf, withoutProducts } from './cart-items.js';
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
    const change = { update, when: ifOpen, values: { one: 1, line, at } };
    return fromCartItem((await this.#write(points['cart-changed'], this.#table.update(cartKey(userId), change))) ?? {});
  }

  async remove(userId: string, productId: string, at: string): Promise<void> {
    await this.#write(points['cart-line-removed'], withoutProducts(this.#table, userId, [productId], at));
  }

  async clear(userId: string): Promise<void> {
    await this.#write(points['cart-cleared'], this.#table.delete(cartKey(userId), { when: ifOpen }));
  }

  async close(userId: string, at: string): Promise<number> {
    const put = this.#table.put(closedCart(userId, at), { when: ifOpen });
    try {
      return fromCartItem((await this.#table.write(points['cart-closed'], put)) ?? {}).lines.length;
    } catch (error) {
      // It was closed before.
      if (error instanceof TransactionRefused) return 0;
      throw error;
    }
  }

  async #write(point: Failpoint, action: TransactWriteItem): Promise<Item | undefined> {
    try {
      return await this.#table.write(point, action);
    } catch (error) {
      throw error instanceof TransactionRefused ? accountGone() : error;
    }
  }
}
