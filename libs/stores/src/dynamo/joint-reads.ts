import {
  type AttributeValue,
  BatchGetItemCommand,
  type DynamoDBClient,
  GetItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { failure } from './failure.js';
import type { Item, Key } from './item.js';

type Attributes = Record<string, AttributeValue>;
type Wanted = { key: Attributes; readers: PromiseWithResolvers<Attributes | undefined>[] };

/** The most that DynamoDB reads at once. */
const mostKeys = 100;

/**
 * Strongly consistent reads of single items. What is asked for in one turn of the event loop goes out together, each key
 * once: a request to DynamoDB costs this process several times what an item in it costs. Nothing is kept, and every
 * request leaves after its readers have asked, so that each sees what it would have seen alone.
 */
export class JointReads {
  readonly #client: DynamoDBClient;
  readonly #table: string;
  #wanted = new Map<string, Wanted>();

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** @throws DomainError `unavailable` when DynamoDB did not answer */
  async read(key: Key): Promise<Item | undefined> {
    const found = await this.#reader(key);
    // Each reader gets an item of its own.
    return found && unmarshall(found);
  }

  #reader({ pk, sk }: Key): Promise<Attributes | undefined> {
    if (this.#wanted.size === 0) setImmediate(() => this.#send());
    const name = `${pk}\n${sk}`;
    const wanted = this.#wanted.get(name) ?? { key: marshall({ pk, sk }), readers: [] };
    this.#wanted.set(name, wanted);
    const reader = Promise.withResolvers<Attributes | undefined>();
    wanted.readers.push(reader);
    return reader.promise;
  }

  #send(): void {
    const all = [...this.#wanted];
    this.#wanted = new Map();
    for (let from = 0; from < all.length; from += mostKeys)
      void this.#answer(new Map(all.slice(from, from + mostKeys)));
  }

  async #answer(wanted: ReadonlyMap<string, Wanted>): Promise<void> {
    try {
      const found = await this.#found([...wanted.values()].map(({ key }) => key));
      for (const [name, { readers }] of wanted) for (const { resolve } of readers) resolve(found.get(name));
    } catch (error) {
      const why = failure(error);
      const isRefusal = why === error;
      // One key that DynamoDB does not take is nobody else's trouble.
      if (isRefusal && wanted.size > 1) for (const one of wanted) void this.#answer(new Map([one]));
      else for (const { readers } of wanted.values()) for (const { reject } of readers) reject(why);
    }
  }

  async #found(keys: Attributes[]): Promise<Map<string, Attributes>> {
    const [only] = keys;
    const items = keys.length === 1 && only !== undefined ? await this.#one(only) : await this.#many(keys);
    return new Map(items.map((item) => [`${item.pk?.S}\n${item.sk?.S}`, item]));
  }

  async #one(key: Attributes): Promise<Attributes[]> {
    const command = new GetItemCommand({ TableName: this.#table, Key: key, ConsistentRead: true });
    const { Item: found } = await this.#client.send(command);
    return found === undefined ? [] : [found];
  }

  async #many(keys: Attributes[]): Promise<Attributes[]> {
    const found: Attributes[] = [];
    for (let left: Attributes[] = keys; left.length > 0; ) {
      const command = new BatchGetItemCommand({
        RequestItems: { [this.#table]: { Keys: left, ConsistentRead: true } },
      });
      const { Responses, UnprocessedKeys } = await this.#client.send(command);
      found.push(...(Responses?.[this.#table] ?? []));
      left = UnprocessedKeys?.[this.#table]?.Keys ?? [];
    }
    return found;
  }
}
