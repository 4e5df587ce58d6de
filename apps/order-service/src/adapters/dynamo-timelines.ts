import type { TimelineItem } from '@causeway/data-model';
import type { DynamoTable } from '@causeway/stores/dynamo';
import type { Timelines } from '../core/ports.js';
import { fromTimelineItem, padded, timelineKey } from './order-items.js';

/** Timelines in DynamoDB, beside their orders. */
export class DynamoTimelines implements Timelines {
  readonly #table: DynamoTable;

  constructor(table: DynamoTable) {
    this.#table = table;
  }

  async after(orderId: string, seq: number, limit: number): Promise<TimelineItem[]> {
    const { items } = await this.#table.query({
      where: '#pk = :pk AND #sk BETWEEN :first AND :last',
      values: { pk: timelineKey(orderId, seq).pk, first: `T#${padded(seq + 1)}`, last: 'T#~' },
      limit,
      consistent: true,
    });
    return items.map(fromTimelineItem);
  }
}
