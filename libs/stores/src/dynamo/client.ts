import { DynamoDBClient, type DynamoDBClientConfig, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { envSwitch } from '@causeway/runtime/env';
import * as z from 'zod';

/** The settings of a service that keeps its data in one DynamoDB table. */
export const dynamoEnv = z.object({
  AWS_REGION: z.string().default('eu-west-1').meta({ description: 'The AWS region.' }),
  DYNAMODB_ENDPOINT: z.url().optional().meta({
    description: "Another DynamoDB than the region's own: an engine on this computer or in a container.",
  }),
  DYNAMODB_TABLE: z.string().min(3).meta({ description: "The service's one table." }),
  DYNAMODB_CREATE_TABLE: envSwitch(false).meta({
    description: 'Whether the service creates its table when it is missing; in the cloud Terraform does.',
  }),
  DYNAMODB_STREAM: envSwitch(false).meta({
    description:
      'Whether a table made here streams its changes. An engine that keeps every record it streamed gets slower with each.',
  }),
});
export type DynamoSettings = z.infer<typeof dynamoEnv>;

const localCredentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** Without `info` the client need not copy every request and answer for a log that nobody keeps. */
const complaints = { trace() {}, debug() {}, warn() {}, error() {} } as unknown as NonNullable<
  DynamoDBClientConfig['logger']
>; // the client asks whether there is one before it calls it

/**
 * One client for the whole process, with kept-alive connections. A call has three attempts of 500 ms each. With an
 * endpoint and no credentials in the environment, the local engine's are used.
 */
export function openDynamo(settings: Pick<DynamoSettings, 'AWS_REGION' | 'DYNAMODB_ENDPOINT'>): DynamoDBClient {
  const endpoint = settings.DYNAMODB_ENDPOINT;
  const agent = { keepAlive: true, maxSockets: 128 };
  return new DynamoDBClient({
    region: settings.AWS_REGION,
    maxAttempts: 3,
    // Its chain of middleware is put together once for each kind of command, and not for each request.
    cacheMiddleware: true,
    logger: complaints,
    requestHandler: {
      connectionTimeout: 500,
      requestTimeout: 500,
      throwOnRequestTimeout: true,
      httpAgent: agent,
      httpsAgent: agent,
    },
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(endpoint !== undefined && process.env.AWS_ACCESS_KEY_ID === undefined ? { credentials: localCredentials } : {}),
  });
}
/** Opens a connection and resolves the credentials, so that the first request need not. Fails when the table does not answer. */
export async function warm(client: DynamoDBClient, table: string): Promise<void> {
  await client.send(new GetItemCommand({ TableName: table, Key: { pk: { S: 'WARM' }, sk: { S: 'WARM' } } }));
}
