import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** The region that every client of AWS here falls back to. */
const usualRegion = 'eu-west-1';

/**
 * Reads a secret from AWS Secrets Manager, its current version (`GetSecretValue`), in one attempt. The client finds its
 * credentials and, for an emulator, `AWS_ENDPOINT_URL_SECRETS_MANAGER` in the environment.
 *
 * @throws what the client throws, and Error for a secret that is no text
 */
export async function readSecret(id: string, region: string | undefined, signal: AbortSignal): Promise<string> {
  const client = new SecretsManagerClient({
    region: region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? usualRegion,
    maxAttempts: 1,
  });
  try {
    const answer = await client.send(new GetSecretValueCommand({ SecretId: id }), { abortSignal: signal });
    if (answer.SecretString === undefined) throw new Error('it holds bytes and no text');
    return answer.SecretString;
  } finally {
    client.destroy();
  }
}
