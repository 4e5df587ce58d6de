import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { unavailable } from '@causeway/data-model';
import { isTransient } from '@causeway/runtime/outgoing';
import type { DynamoTable, Item } from '@causeway/stores/dynamo';
import type { List, Listing, ListingPosition, ListQuery } from '../core/listing.js';
import type { Listings } from '../core/ports.js';
import { listKey, priceKey, sortIndexes } from './listing-items.js';

/** The lists in DynamoDB: one partition each, sorted three ways by indexes. */
export class DynamoListings implements Listings {
  readonly #table: DynamoTable;

  constructor(table: DynamoTable) {
    this.#table = table;
  }

  sizes(lists: readonly List[], cap: number): Promise<number[]> {
    return Promise.all(lists.map((list) => this.#size(list, cap)));
  }

  async read(query: ListQuery): Promise<{ found: Listing[]; next: ListingPosition | null }> {
    const { index, newestFirst } = sortIndexes[query.sort];
    const pk = listKey(query.list);
    const positionOf = (item: Item): ListingPosition => ({ key: String(item[index]), id: String(item.sk) });
    const { where, filter, values } = conditions(query, index === 'byPrice');
    const { items, next } = await this.#table.query({
      index,
      where,
      ...(filter === '' ? {} : { filter }),
      values: { pk, ...values },
      limit: query.limit,
      newestFirst,
      after: query.after === null ? undefined : { pk, sk: query.after.id, [index]: query.after.key },
    });
    const found = items.map((item) => ({ id: String(item.sk), position: positionOf(item) }));
    return { found, next: next === undefined ? null : positionOf(next) };
  }

  async idsAfter(after: string | null, limit: number): Promise<string[]> {
    const { items } = await this.#table.query({
      where: after === null ? '#pk = :pk' : '#pk = :pk AND #sk > :after',
      values: { pk: listKey('all'), ...(after === null ? {} : { after }) },
      limit,
      consistent: true,
    });
    return items.map(({ sk }) => String(sk));
  }

  async categories(): Promise<Map<string, number>> {
    const products = new Map<string, number>();
    const parts = this.#table.queryAll({
      where: '#pk = :pk',
      values: { pk: 'CATEGORIES' },
      limit: 1000,
      consistent: true,
    });
    for await (const part of parts) {
      const category = String(part.category);
      products.set(category, (products.get(category) ?? 0) + Number(part.products));
    }
    return products;
  }

  /** Counts where the data is instead of fetching it. */
  async #size(list: List, cap: number): Promise<number> {
    const counting = new QueryCommand({
      TableName: this.#table.name,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: listKey(list) } },
      Select: 'COUNT',
      Limit: cap,
    });
    try {
      const { Count = 0 } = await this.#table.client.send(counting);
      return Count;
    } catch (error) {
      throw isTransient(error) ? unavailable('The store did not answer.', error) : error;
    }
  }
}

/** A bound on the price narrows the index sorted by it; elsewhere it is a filter like the others. */
function conditions({ category, words, minPrice, maxPrice }: ListQuery, byPrice: boolean) {
  const bounded = minPrice !== undefined || maxPrice !== undefined;
  const filters = [
    ...(category === undefined ? [] : ['#category = :category']),
    ...words.map((_, index) => `contains(#words, :word${index})`),
    ...(byPrice || minPrice === undefined ? [] : ['#price >= :min']),
    ...(byPrice || maxPrice === undefined ? [] : ['#price <= :max']),
  ];
  return {
    where: byPrice && bounded ? '#pk = :pk AND #byPrice BETWEEN :from AND :to' : '#pk = :pk',
    filter: filters.join(' AND '),
    values: {
      category,
      min: minPrice,
      max: maxPrice,
      ...Object.fromEntries(words.map((word, index) => [`word${index}`, word])),
      from: priceKey(minPrice ?? 0),
      // Greater than any id that follows the price.
      to: `${priceKey(maxPrice ?? Number.MAX_SAFE_INTEGER)}~`,
    },
  };
}
