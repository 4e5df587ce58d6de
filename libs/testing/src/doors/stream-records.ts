import { ScanCommand } from '@aws-sdk/client-dynamodb';
import type { relayHandler } from '@causeway/messaging/outbox';
import type { DynamoTable } from '@causeway/stores/dynamo';

/** Hands what is in a table's outbox to the handler of its stream, as if it had just been written; in no order, as several shards do. */
export async function relayOutbox(table: DynamoTable, handle: ReturnType<typeof relayHandler>) {
  const { Items = [] } = await table.client.send(
    new ScanCommand({
      TableName: table.name,
      FilterExpression: 'begins_with(pk, :outbox)',
      ExpressionAttributeValues: { ':outbox': { S: 'OUT#' } },
      ConsistentRead: true,
    }),
  );
  return handle({
    Records: Items.map(({ pk }, index) => ({
      eventName: 'INSERT',
      dynamodb: { SequenceNumber: String(index + 1), Keys: { pk: { S: pk?.S ?? '' } } },
    })),
  });
}
