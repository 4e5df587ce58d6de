import {
  CreateTableCommand,
  type DynamoDBClient,
  type GlobalSecondaryIndex,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';

const indexes = [
  ['userId', 'createdAtId'],
  ['dayShard', 'createdAt'],
  ['outboxShard', 'outboxAt'],
  ['leaseShard', 'leaseUntil'],
] as const;

/** A table for bare orders with the indexes of the services' tables, and so many items of stock. */
export async function createBareTable(client: DynamoDBClient, TableName: string, stocks: number): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', ...indexes.flat()].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S' as const,
      })),
      KeySchema: keys('pk', 'sk'),
      GlobalSecondaryIndexes: indexes.map(
        ([partition, sort]): GlobalSecondaryIndex => ({
          IndexName: partition,
          KeySchema: keys(partition, sort),
          Projection: { ProjectionType: 'KEYS_ONLY' },
        }),
      ),
    }),
  );
  for (let stock = 0; stock < stocks; stock += 1) {
    const Item = marshall({ pk: `P#${stock}`, sk: 'STOCK', left: 100_000_000, held: 0, sold: 0, version: 1 });
    await client.send(new PutItemCommand({ TableName, Item }));
  }
}

const keys = (partition: string, sort: string) => [
  { AttributeName: partition, KeyType: 'HASH' as const },
  { AttributeName: sort, KeyType: 'RANGE' as const },
];
