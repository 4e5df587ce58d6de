import {
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  type TransactWriteItem,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Failpoint } from '@causeway/runtime/failpoints';
import { expression } from './expression.js';
import { failure } from './failure.js';
import type { Item, Key } from './item.js';
import { JointReads } from './joint-reads.js';
import { TransactionRefused, transact } from './transact.js';

/**
 * A condition. Attribute names are written `#name`, values `:name` with their value in `values`:
 * `{ when: 'attribute_exists(#pk) AND #version = :seen', values: { seen: 3 } }`.
 */
export type When = {
  when: string;
  values?: Item;
};

/** An update, written like a condition: `{ update: 'SET #left = #left - :n', when: '#left >= :n', values: { n: 2 } }`. */
export type Change = {
  update: string;
  when?: string;
  values?: Item;
};

export type Query = {
  /** `#pk = :pk AND begins_with(#sk, :prefix)`; names and values as in a condition. */
  where: string;
  values: Item;

  /** A global secondary index; the table itself otherwise. */
  index?: string;

  /** Drops items after they are read: it saves no reading, and a page can come back short or empty. */
  filter?: string;
  limit: number;

  /** Where the previous page ended. */
  after?: Item | undefined;
  newestFirst?: boolean;

  /** Reads what was last written; not on an index. */
  consistent?: boolean;
};

/**
 * A DynamoDB table of ours. `put`, `update`, `delete` and `check` only describe actions: `write` performs one,
 * `transact` several, all or nothing.
 */
export class DynamoTable {
  readonly #reads: JointReads;

  constructor(
    readonly client: DynamoDBClient,
    readonly name: string,
  ) {
    this.#reads = new JointReads(client, name);
  }

  /** Writes a whole item, whatever was there unless `condition` says otherwise. `undefined` attributes are left out. */
  put(item: Key & Item, condition?: When): TransactWriteItem {
    return {
      Put: { TableName: this.name, Item: marshalled(item), ...(condition && conditionOf(condition)) },
    };
  }

  /** Writes an item that must not exist yet. */
  add(item: Key & Item): TransactWriteItem {
    return this.put(item, { when: 'attribute_not_exists(#pk)' });
  }

  update(key: Key, change: Change): TransactWriteItem {
    const { UpdateExpression, ...rest } = expression(
      { UpdateExpression: change.update, ConditionExpression: change.when },
      change.values,
    );
    if (UpdateExpression === undefined) throw new TypeError('An update needs an expression.');
    return { Update: { TableName: this.name, Key: marshall(onlyKey(key)), UpdateExpression, ...rest } };
  }

  delete(key: Key, condition?: When): TransactWriteItem {
    return {
      Delete: { TableName: this.name, Key: marshall(onlyKey(key)), ...(condition && conditionOf(condition)) },
    };
  }

  /** Changes nothing; the transaction is refused unless the condition holds. */
  check(key: Key, condition: When): TransactWriteItem {
    return { ConditionCheck: { TableName: this.name, Key: marshall(onlyKey(key)), ...conditionOf(condition) } };
  }

  /**
   * Performs one action, passes the point, and gives the item as it is afterwards (an update) or as it was (a put, a delete).
   *
   * @throws TransactionRefused with the item as it is when the condition did not hold
   * @throws DomainError `unavailable` when DynamoDB did not answer
   */
  async write(point: Failpoint, { Put, Update, Delete }: TransactWriteItem): Promise<Item | undefined> {
    const why = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;
    try {
      const { Attributes } =
        Put !== undefined
          ? await this.client.send(new PutItemCommand({ ...why, ...Put, ReturnValues: 'ALL_OLD' }))
          : Update !== undefined
            ? await this.client.send(new UpdateItemCommand({ ...why, ...Update, ReturnValues: 'ALL_NEW' }))
            : Delete !== undefined
              ? await this.client.send(new DeleteItemCommand({ ...why, ...Delete, ReturnValues: 'ALL_OLD' }))
              : nothingToWrite();
      point.pass();
      return Attributes && unmarshall(Attributes);
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) {
        const item = error.Item && unmarshall(error.Item);
        throw new TransactionRefused([{ index: 0, code: 'ConditionalCheckFailed', ...(item && { item }) }]);
      }
      throw failure(error);
    }
  }

  /** As the function `transact`, on this table's client. */
  transact(point: Failpoint, actions: readonly TransactWriteItem[], options?: { token?: string }): Promise<void> {
    return transact(this.client, point, actions, options);
  }

  /** Deletes items, whatever they are, 25 to a request; DynamoDB may leave some of them. The point is passed after each request. */
  async deleteMany(point: Failpoint, keys: readonly Key[]): Promise<void> {
    const requests = keys.map((key) => ({ DeleteRequest: { Key: marshall(onlyKey(key)) } }));
    for (let from = 0; from < requests.length; from += 25) {
      const batch = { [this.name]: requests.slice(from, from + 25) };
      await this.#send(() => this.client.send(new BatchWriteItemCommand({ RequestItems: batch })));
      point.pass();
    }
  }

  /** The item as last written. */
  get(key: Key): Promise<Item | undefined> {
    return this.#reads.read(key);
  }

  /** The items of these keys that exist, as last written, in no order. Repeated keys count once. */
  async getMany(keys: readonly Key[]): Promise<Item[]> {
    const wanted = [...new Map(keys.map((key) => [`${key.pk}\n${key.sk}`, key])).values()];
    const found = await Promise.all(wanted.map((key) => this.#reads.read(key)));
    return found.filter((item) => item !== undefined);
  }

  /** One page; `next` is where it ended, absent at the end. */
  async query(query: Query): Promise<{ items: Item[]; next?: Item }> {
    const { where, filter, values, index, limit, after, newestFirst = false, consistent = false } = query;
    const { KeyConditionExpression, ...rest } = expression(
      { KeyConditionExpression: where, FilterExpression: filter },
      values,
    );
    const page = await this.#send(() =>
      this.client.send(
        new QueryCommand({
          TableName: this.name,
          IndexName: index,
          KeyConditionExpression,
          ...rest,
          Limit: limit,
          ScanIndexForward: !newestFirst,
          ConsistentRead: consistent,
          ExclusiveStartKey: after && marshalled(after),
        }),
      ),
    );
    const items = (page.Items ?? []).map((item) => unmarshall(item));
    return { items, ...(page.LastEvaluatedKey && { next: unmarshall(page.LastEvaluatedKey) }) };
  }

  /** Every item a query finds, `limit` to a page. */
  async *queryAll(query: Query): AsyncGenerator<Item> {
    for (let after = query.after; ; ) {
      const { items, next } = await this.query({ ...query, after });
      yield* items;
      if (next === undefined) return;
      after = next;
    }
  }

  async #send<T>(request: () => Promise<T>): Promise<T> {
    try {
      return await request();
    } catch (error) {
      throw failure(error);
    }
  }
}

const conditionOf = ({ when, values }: When) => {
  const { ConditionExpression, ...rest } = expression({ ConditionExpression: when }, values);
  if (ConditionExpression === undefined) throw new TypeError('A condition needs an expression.');
  return { ConditionExpression, ...rest };
};

// An item read before is a fine key: only its two key attributes are taken.
const onlyKey = ({ pk, sk }: Key): Key => ({ pk, sk });

const marshalled = (item: Item) => marshall(item, { removeUndefinedValues: true });

function nothingToWrite(): never {
  throw new TypeError('Only a put, an update or a delete can be written alone.');
}
