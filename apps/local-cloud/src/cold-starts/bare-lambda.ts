import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';

const { DYNAMODB_ENDPOINT: endpoint } = process.env;
const client = new DynamoDBClient(endpoint === undefined ? {} : { endpoint });

/** The least that a handler of DynamoDB can be: its one client, and one item read. */
export async function http() {
  const Key = { pk: { S: 'P#1' }, sk: { S: 'META' } };
  const { Item = null } = await client.send(new GetItemCommand({ TableName: process.env.DYNAMODB_TABLE, Key }));
  return { statusCode: 200, multiValueHeaders: { 'content-type': ['application/json'] }, body: JSON.stringify(Item) };
}
