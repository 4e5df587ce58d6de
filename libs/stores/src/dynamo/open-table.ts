import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { isTransient } from '@causeway/runtime/outgoing';
import { whenThere } from '../patience.js';
import { type DynamoSettings, openDynamo, warm } from './client.js';
import { ensureTable, type IndexDefinition } from './definition.js';
import { failure } from './failure.js';
import { DynamoTable } from './table.js';

/** Half a minute is a hundred times what an engine needs to start. */
const patienceMs = 30_000;

/**
 * Does what a service needs of DynamoDB to start at all. One that is just starting is waited for: whoever gave up would only
 * have to be started again, too.
 *
 * @throws Error in one sentence when it did not answer for half a minute; at once when waiting cannot help
 */
export function atStart<T>(work: () => Promise<T>): Promise<T> {
  const awayBy = (error: unknown) => (isTransient(error) ? error : undefined);
  return whenThere({ store: 'DynamoDB', setting: 'DYNAMODB_ENDPOINT', patienceMs, awayBy }, work);
}

/**
 * A service's one table, made first where the settings say so.
 *
 * @throws Error as `atStart` does
 */
export async function openTable(settings: DynamoSettings, indexes: readonly IndexDefinition[]): Promise<DynamoTable> {
  const client = openDynamo(settings);
  await atStart(() =>
    usable(client, settings, indexes).catch((error: unknown) => {
      throw failure(error);
    }),
  );
  return new DynamoTable(client, settings.DYNAMODB_TABLE);
}

async function usable(client: DynamoDBClient, settings: DynamoSettings, indexes: readonly IndexDefinition[]) {
  const { DYNAMODB_TABLE: table, DYNAMODB_CREATE_TABLE: isToBeMade, DYNAMODB_STREAM: stream } = settings;
  if (isToBeMade) await ensureTable(client, { table, indexes, stream });
  await warm(client, table);
}
