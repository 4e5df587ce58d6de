import { type DynamoTable, TransactionRefused } from '@causeway/stores/dynamo';
import type { Announcement } from '../core/announcements.js';
import type { Stocks } from '../core/ports.js';
import type { Stock } from '../core/product.js';
import type { StockAdjustment } from '../core/stock-adjustment.js';
import type { Announcer } from './announcer.js';
import { points } from './failpoints.js';
import { toStockItem } from './product-items.js';
import { keys } from './table.js';

/** Stock adjustments in DynamoDB: the stock as it becomes and, beside it, why. */
export class DynamoStocks implements Stocks {
  readonly #table: DynamoTable;
  readonly #announcer: Announcer;

  constructor(table: DynamoTable, announcer: Announcer) {
    this.#table = table;
    this.#announcer = announcer;
  }

  async adjust(
    before: Stock,
    after: Stock,
    adjustment: StockAdjustment,
    announcements: readonly Announcement[],
  ): Promise<boolean> {
    const outgoing = this.#announcer.prepare(announcements);
    try {
      await this.#table.transact(points['stock-adjusted'], [
        this.#table.put(toStockItem(after), {
          when: '#version = :seen AND attribute_not_exists(#deletedAt)',
          values: { seen: before.version },
        }),
        this.#table.add({ ...keys.adjustment(after.productId, adjustment.id), schemaVersion: 1, ...adjustment }),
        ...outgoing.actions,
      ]);
    } catch (error) {
      if (error instanceof TransactionRefused && error.at(0) !== undefined) return false;
      throw error;
    }
    outgoing.publish();
    return true;
  }
}
