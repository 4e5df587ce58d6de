import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { ServiceBusClient } from '@azure/service-bus';

const { DYNAMODB_ENDPOINT: endpoint, SERVICE_BUS_CONNECTION_STRING: address = '' } = process.env;
const client = new DynamoDBClient(endpoint === undefined ? {} : { endpoint });
const bus = new ServiceBusClient(address);

/** What services of AWS are compared with: a handler that reads one item with the same clients at hand, and nothing else. */
export async function http() {
  const Key = { pk: { S: 'P#1' }, sk: { S: 'META' } };
  const { Item: item = null } = await client.send(new GetItemCommand({ TableName: process.env.DYNAMODB_TABLE, Key }));
  const body = JSON.stringify({ item, bus: bus.fullyQualifiedNamespace });
  return { statusCode: 200, multiValueHeaders: { 'content-type': ['application/json'] }, body };
}
