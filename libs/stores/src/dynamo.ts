export { type DynamoSettings, dynamoEnv, openDynamo, warm } from './dynamo/client.js';
export { ensureTable, type IndexDefinition, type TableDefinition } from './dynamo/definition.js';
export type { Item, Key } from './dynamo/item.js';
export { atStart, openTable } from './dynamo/open-table.js';
export { type Change, DynamoTable, type Query, type When } from './dynamo/table.js';
export { type Refusal, TransactionRefused, transact } from './dynamo/transact.js';
