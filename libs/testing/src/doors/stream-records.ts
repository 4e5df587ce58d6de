import { ScanCommand } from '@aws-sdk/client-dynamodb';
import type { relayHandler } from '@causeway/messaging/outbox';
import type { DynamoTable } from '@causeway/stores/dynamo';

/**
 * What the event source mapping of a table's stream does: hands what has come into the outbox to the handler, one batch after
 * the other. Whoever calls while a batch is under way waits for the next one, with all others who do.
 */
export function streamOf(table: DynamoTable, handle: ReturnType<typeof relayHandler>): () => Promise<void> {
  let underWay: Promise<unknown> = Promise.resolve();
  let next: Promise<void> | undefined;
  return () => {
    next ??= underWay
      .catch(() => undefined)
      .then(async () => {
        next = undefined;
        underWay = recordsIn(table).then(handle);
        await underWay;
      });
    return next;
  };
}

/** The outbox as if all of it had just been written; in no order, as several shards are read. */
async function recordsIn(table: DynamoTable) {
  const { Items = [] } = await table.client.send(
    new ScanCommand({
      TableName: table.name,
      FilterExpression: 'begins_with(pk, :outbox)',
      ExpressionAttributeValues: { ':outbox': { S: 'OUT#' } },
      ConsistentRead: true,
    }),
  );
  return {
    Records: Items.map(({ pk }, index) => ({
      eventName: 'INSERT',
      dynamodb: { SequenceNumber: String(index + 1), Keys: { pk: { S: pk?.S ?? '' } } },
    })),
  };
}
