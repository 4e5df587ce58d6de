import { DomainError } from '@causeway/data-model';
import { whenThere } from '../patience.js';
import { type DynamoSettings, openDynamo, warm } from './client.js';
import { ensureTable, type IndexDefinition } from './definition.js';
import { failure } from './failure.js';
import { DynamoTable } from './table.js';

/**
 * A service's one table, made first where the settings say so. A DynamoDB that is just starting is waited for: whoever gave
 * up would only have to be started again, too.
 *
 * @throws Error in one sentence when it did not answer for half a minute; at once when waiting cannot help
 */
export async function openTable(settings: DynamoSettings, indexes: readonly IndexDefinition[]): Promise<DynamoTable> {
  const client = openDynamo(settings);
  const table = settings.DYNAMODB_TABLE;
  const awayBy = (error: unknown) => (failure(error) instanceof DomainError ? error : undefined);
  await whenThere({ store: 'DynamoDB', setting: 'DYNAMODB_ENDPOINT', patienceMs: 30_000, awayBy }, async () => {
    if (settings.DYNAMODB_CREATE_TABLE) await ensureTable(client, { table, indexes, stream: settings.DYNAMODB_STREAM });
    await warm(client, table);
  });
  return new DynamoTable(client, table);
}
