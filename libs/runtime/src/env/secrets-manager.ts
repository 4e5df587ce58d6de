import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { awsCredentials } from '../cloud-identity/aws-credentials.js';

/** The region that every client of AWS here falls back to. */
const usualRegion = 'eu-west-1';

/**
 * Reads a secret from AWS Secrets Manager, its current version (`GetSecretValue`), in one attempt. On Azure it does so
 * as the role that the process becomes (`awsCredentials`); elsewhere the client finds its credentials in the environment, and
 * everywhere `AWS_ENDPOINT_URL_SECRETS_MANAGER`, for an emulator.
 *
 * @throws what the client throws, and Error for a secret that is no text
 */
export async function readSecret(id: string, region: string | undefined, signal: AbortSignal): Promise<string> {
  const credentials = awsCredentials();
  const client = new SecretsManagerClient({
    region: region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? usualRegion,
    maxAttempts: 1,
    ...(credentials === undefined ? {} : { credentials }),
  });
  try {
    const answer = await client.send(new GetSecretValueCommand({ SecretId: id }), { abortSignal: signal });
    if (answer.SecretString === undefined) throw new Error('it holds bytes and no text');
    return answer.SecretString;
  } finally {
    client.destroy();
  }
}
