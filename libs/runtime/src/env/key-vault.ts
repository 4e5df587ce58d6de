import { SecretClient } from '@azure/keyvault-secrets';
import { azureCredential } from '../cloud-identity/azure-credential.js';

/**
 * Reads a secret from Azure Key Vault in one attempt, the newest version unless one is named, as who the
 * process is for Azure (`azureCredential`).
 *
 * @param endpoint another server than the vault's own, which need not prove that it is one
 * @throws what the client throws, and Error for a secret without a value
 */
export async function readSecret(
  { host, name, version }: { host: string; name: string; version: string | undefined },
  endpoint: string | undefined,
  signal: AbortSignal,
): Promise<string> {
  const client = new SecretClient(endpoint ?? `https://${host}`, azureCredential(), {
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
