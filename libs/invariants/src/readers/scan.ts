import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { openDynamo } from '@causeway/stores/dynamo';
import type { Sources } from '../sources.js';

export const openTables = ({ endpoint, region }: Sources['dynamo']): DynamoDBClient =>
  openDynamo({ AWS_REGION: region, ...(endpoint === undefined ? {} : { DYNAMODB_ENDPOINT: endpoint }) });

/** For one page, which may have a megabyte; longer than a request of the shop may wait. */
const requestTimeout = 10_000;

/** Every item of a table. A checker may scan: it asks about all there is, and is no part of any request. */
export async function* scan(client: DynamoDBClient, table: string): AsyncGenerator<Record<string, unknown>> {
  let start: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: table,
        ConsistentRead: true,
        ...(start === undefined ? {} : { ExclusiveStartKey: start as ScanKey }), // the key the page before ended with
      }),
      { requestTimeout },
    );
    for (const item of page.Items ?? []) yield unmarshall(item);
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
}

type ScanKey = NonNullable<ConstructorParameters<typeof ScanCommand>[0]['ExclusiveStartKey']>;
