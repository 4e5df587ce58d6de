import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { openDynamo } from '@causeway/stores/dynamo';
import type { Sources } from '../sources.js';

export const openTables = ({ endpoint, region }: Sources['dynamo']): DynamoDBClient =>
  openDynamo({ AWS_REGION: region, ...(endpoint === undefined ? {} : { DYNAMODB_ENDPOINT: endpoint }) });

/** Few enough to be answered within the client's time-out on a busy machine, too. */
const itemsAtOnce = 250;

/** Every item of a table. A checker may scan: it asks about all there is, and is no part of any request. */
export async function* scan(client: DynamoDBClient, table: string): AsyncGenerator<Record<string, unknown>> {
  let start: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: table,
        ConsistentRead: true,
        Limit: itemsAtOnce,
        ...(start === undefined ? {} : { ExclusiveStartKey: start as ScanKey }), // the key the page before ended with
      }),
    );
    for (const item of page.Items ?? []) yield unmarshall(item);
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
}

type ScanKey = NonNullable<ConstructorParameters<typeof ScanCommand>[0]['ExclusiveStartKey']>;
