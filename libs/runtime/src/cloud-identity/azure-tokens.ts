import {
  type AccessToken,
  AzureCliCredential,
  ClientAssertionCredential,
  ManagedIdentityCredential,
} from '@azure/identity';
import { unavailable } from '@causeway/data-model';
import type { Given } from '../env/rule.js';
import { take } from './exchange.js';
import { homeOf } from './home.js';
import type { CloudIdentity } from './settings.js';
import { webIdentityToken } from './web-identity-token.js';

/** Ours are the attempts and their time. */
const once = { retryOptions: { maxRetries: 0 } };

/**
 * A new token of Entra for a scope such as `https://vault.azure.net/.default`.
 *
 * @throws ExchangeFailed, and Error where a setting is missing
 */
export async function azureToken(scope: string, identity: CloudIdentity, given: Given): Promise<AccessToken> {
  const home = homeOf(given);
  if (home === 'azure') return managedIdentityToken(scope, identity);
  if (home === 'aws') return exchangedToken(scope, identity);
  return take(
    {
      what: 'The token of who is logged in to Azure here',
      check: 'give the process a managed identity, or log in with `az login` on your own computer',
    },
    async (signal) => new AzureCliCredential().getToken(scope, { abortSignal: signal }),
  );
}

/** The token of the app's managed identity. https://learn.microsoft.com/azure/app-service/overview-managed-identity */
export function managedIdentityToken(scope: string, { AZURE_CLIENT_ID }: CloudIdentity): Promise<AccessToken> {
  const step = {
    what: `The managed identity's token for ${scope}`,
    check:
      'check that the app has a managed identity, that AZURE_CLIENT_ID is the client id of one of them, and that the tenant knows what the token is for',
  };
  return take(step, async (signal) => {
    const credential = new ManagedIdentityCredential(
      AZURE_CLIENT_ID === undefined ? once : { ...once, clientId: AZURE_CLIENT_ID },
    );
    return credential.getToken(scope, { abortSignal: signal }).catch(judged);
  });
}

/**
 * Shows Entra the token that AWS signed for the process's role. A federated credential of the identity names that role.
 * https://learn.microsoft.com/entra/workload-id/workload-identity-federation
 */
async function exchangedToken(scope: string, identity: CloudIdentity): Promise<AccessToken> {
  const { AZURE_TENANT_ID: tenant, AZURE_CLIENT_ID: client, AZURE_AUTHORITY_HOST: authorityHost } = identity;
  if (tenant === undefined || client === undefined) {
    throw new Error(
      'AZURE_TENANT_ID and AZURE_CLIENT_ID must be set where a process on AWS uses services of Azure without a key; set them to the tenant and the client id of its identity there.',
    );
  }
  const assertion = await webIdentityToken(identity.AWS_REGION);
  const step = {
    what: `Entra's exchange of the role's token for one for ${scope}`,
    check:
      "check AZURE_TENANT_ID and AZURE_CLIENT_ID, and that a federated credential of that identity has AWS' issuer of this account, the function's role as its subject, and the audience api://AzureADTokenExchange; a new one takes minutes to count",
  };
  // Only the public Entra is known to the client without being asked for.
  const authority = authorityHost === undefined ? {} : { authorityHost, disableInstanceDiscovery: true };
  return take(step, async (signal) => {
    const credential = new ClientAssertionCredential(tenant, client, async () => assertion, { ...once, ...authority });
    return credential.getToken(scope, { abortSignal: signal }).catch(judged);
  });
}

/**
 * The client makes one kind of error of everything. What Entra itself refuses has a number (AADSTS90033: it will pass), and
 * what the endpoint of an identity refuses says so; all else is no answer, and worth another attempt.
 */
function judged(error: unknown): never {
  const said = error instanceof Error ? error.message : '';
  const isRefusal = /AADSTS(?!90033)\d+|invalid_(client|request|scope|resource)|unauthorized_client|bad_request/i.test(
    said,
  );
  if (isRefusal) throw error;
  const [line = ''] = said.split(/[\r\n]/, 1);
  throw unavailable(line === '' ? 'no answer' : line, error);
}
