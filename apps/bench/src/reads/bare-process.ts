// A process of its own: what is left of reading a product or an order when all but reading and answering is left out.
import type { AddressInfo } from 'node:net';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import express, { type RequestHandler } from 'express';
import { offer } from '../process/offer.js';

export type BareServer = { dynamoUrl: string; credentials: Credentials };
type Credentials = { accessKeyId: string; secretAccessKey: string };
export type BareWorks = { listen: (server: BareServer) => Promise<number> };

async function listen({ dynamoUrl, credentials }: BareServer): Promise<number> {
  const agent = { keepAlive: true, maxSockets: 128 };
  const client = new DynamoDBClient({
    region: 'eu-west-1',
    endpoint: dynamoUrl,
    credentials,
    requestHandler: { httpAgent: agent },
  });
  const itemOf =
    (TableName: string, prefix: string): RequestHandler<{ id: string }> =>
    async (request, response) => {
      const Key = { pk: { S: `${prefix}#${request.params.id}` }, sk: { S: 'META' } };
      const { Item } = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
      if (Item === undefined) response.status(404).end();
      else response.json(unmarshall(Item));
    };
  const app = express();
  app.get('/v1/products/:id', itemOf('causeway-products', 'P'));
  app.get('/v1/orders/:id', itemOf('causeway-orders', 'O'));
  return new Promise((resolve) => {
    const server = app.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)); // TCP, not a pipe
  });
}

offer({ listen });
