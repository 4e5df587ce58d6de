import { DefaultAzureCredential } from '@azure/identity';
import { SecretClient } from '@azure/keyvault-secrets';

/** One for the process: it remembers the token. */
const credential = new DefaultAzureCredential();

/**
 * Reads a secret from Azure Key Vault in one attempt, the newest version unless one is named, as the process's managed
 * identity or whatever else the environment makes of `DefaultAzureCredential`.
 *
 * @param endpoint another server than the vault's own, which need not prove that it is one
 * @throws what the client throws, and Error for a secret without a value
 */
export async function readSecret(
  { host, name, version }: { host: string; name: string; version: string | undefined },
  endpoint: string | undefined,
  signal: AbortSignal,
): Promise<string> {
  const client = new SecretClient(endpoint ?? `https://${host}`, credential, {
    retryOptions: { maxRetries: 0 },
    disableChallengeResourceVerification: endpoint !== undefined,
  });
  const { value } = await client.getSecret(name, {
    abortSignal: signal,
    ...(version === undefined ? {} : { version }),
  });
  if (value === undefined) throw new Error('it holds no value');
  return value;
}
