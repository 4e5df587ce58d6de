import { DynamoDBClient, type DynamoDBClientConfig, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { doorEnv, envSwitch, isCloudHost, type Secret, weaknessOf } from '@causeway/runtime/env';
import * as z from 'zod';

/** LocalStack takes any; this is what its documentation uses (https://docs.localstack.cloud/aws/capabilities/config/credentials/). */
const localStackSecret = 'test';

/** What AWS' clients sign with where there is no role. They read it themselves. */
const awsSecretKey: Secret = {
  says: 'be a secret access key of AWS',
  from: { local: 'the local engines know one', docker: "LocalStack's, which everybody knows" },
  literal: true,
  fault: (value = '', place, { DYNAMODB_ENDPOINT: endpoint = '' }) => {
    const isForEmulator = URL.canParse(endpoint) && !isCloudHost(new URL(endpoint).hostname);
    if (place === 'docker' && isForEmulator && value === localStackSecret) return undefined;
    return weaknessOf(value, 32);
  },
};

/** The settings of a service that keeps its data in one DynamoDB table. */
export const dynamoEnv = z.object({
  CAUSEWAY_MODE: doorEnv.shape.CAUSEWAY_MODE,
  AWS_REGION: z.string().default('eu-west-1').meta({ description: 'The AWS region.' }),
  AWS_SECRET_ACCESS_KEY: z.string().optional().meta({
    description: 'What AWS knows the process by, with `AWS_ACCESS_KEY_ID`, where it has no role.',
    secret: awsSecretKey,
  }),
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

/** What says where DynamoDB is. */
type Region = Pick<DynamoSettings, 'AWS_REGION' | 'DYNAMODB_ENDPOINT'> & Partial<Pick<DynamoSettings, 'CAUSEWAY_MODE'>>;

/**
 * One client for the whole process, with kept-alive connections. A call has three attempts of 500 ms each. In local mode,
 * with an endpoint and no credentials in the environment, the local engine's are used.
 */
export function openDynamo({
  AWS_REGION: region,
  DYNAMODB_ENDPOINT: endpoint,
  CAUSEWAY_MODE: mode,
}: Region): DynamoDBClient {
  const isLocal =
    (mode ?? 'local') === 'local' && endpoint !== undefined && process.env.AWS_ACCESS_KEY_ID === undefined;
  const agent = { keepAlive: true, maxSockets: 128 };
  return new DynamoDBClient({
    region,
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
    ...(isLocal ? { credentials: localCredentials } : {}),
  });
}
/** Opens a connection and resolves the credentials, so that the first request need not. Fails when the table does not answer. */
export async function warm(client: DynamoDBClient, table: string): Promise<void> {
  await client.send(new GetItemCommand({ TableName: table, Key: { pk: { S: 'WARM' }, sk: { S: 'WARM' } } }));
}
