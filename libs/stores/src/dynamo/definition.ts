import {
  CreateTableCommand,
  type DynamoDBClient,
  type GlobalSecondaryIndex,
  ResourceInUseException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { points } from '../failpoints.js';

/** A global secondary index over two attributes that hold texts or, for the sort key, numbers. */
export type IndexDefinition = {
  name: string;
  partition: string;
  sort: string;
  /** `N` when the sort key is a number. */
  sortType?: 'S' | 'N';
  /** All attributes unless only the keys are wanted. */
  projection?: 'ALL' | 'KEYS_ONLY';
};

/** A table with the keys `pk` and `sk`, both texts, billed by request. */
export type TableDefinition = {
  table: string;
  indexes?: readonly IndexDefinition[];
  /** Whether the table has a stream of new and old images. */
  stream?: boolean;
};

/** Creates the table unless it exists and waits until it can be used; safe for several processes at once. */
export async function ensureTable(client: DynamoDBClient, definition: TableDefinition): Promise<void> {
  const indexes = definition.indexes ?? [];
  const types = new Map<string, 'S' | 'N'>([
    ['pk', 'S'],
    ['sk', 'S'],
  ]);
  for (const { partition, sort, sortType = 'S' } of indexes) types.set(partition, 'S').set(sort, sortType);
  try {
    await client.send(
      new CreateTableCommand({
        TableName: definition.table,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [...types].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
        KeySchema: keys('pk', 'sk'),
        ...(indexes.length === 0 ? {} : { GlobalSecondaryIndexes: indexes.map(asIndex) }),
        ...(definition.stream === true
          ? { StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } }
          : {}),
      }),
    );
    points['table-made'].pass();
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 1, maxDelay: 2 }, { TableName: definition.table });
}

const asIndex = ({ name, partition, sort, projection = 'ALL' }: IndexDefinition): GlobalSecondaryIndex => ({
  IndexName: name,
  KeySchema: keys(partition, sort),
  Projection: { ProjectionType: projection },
});

const keys = (partition: string, sort: string) => [
  { AttributeName: partition, KeyType: 'HASH' as const },
  { AttributeName: sort, KeyType: 'RANGE' as const },
];
