import type { AccessToken, TokenCredential } from '@azure/identity';
import { givenIn } from '../env/faults.js';
import { readEnv } from '../env/read-env.js';
import { remembered } from './remembered.js';
import { cloudIdentityEnv } from './settings.js';

type Lasting = { token: AccessToken; expiresAt: number };

let ofProcess: TokenCredential | undefined;

/** Who the process is for Azure's services, one for the process; see `azureCredentialIn`. */
export function azureCredential(): TokenCredential {
  ofProcess ??= azureCredentialIn(process.env);
  return ofProcess;
}

/**
 * Who a process with this environment is: on Azure its managed identity, on AWS the identity that trusts its role, and
 * on an operator's own computer whoever is logged in with `az login`. Each is asked for as itself and not as one of
 * `DefaultAzureCredential`'s chain, which tries one after the other and so turns a missing identity into another one.
 *
 * A token is remembered for each scope until four minutes before it ends. The client of Entra is loaded with the first.
 */
export function azureCredentialIn(source: NodeJS.ProcessEnv): TokenCredential {
  const byScope = new Map<string, () => Promise<Lasting>>();
  const exchangeFor = async (scope: string): Promise<Lasting> => {
    const { azureToken } = await import('./azure-tokens.js');
    const token = await azureToken(scope, readEnv(cloudIdentityEnv, source), givenIn(source));
    return { token, expiresAt: token.expiresOnTimestamp };
  };
  return {
    /** @throws ExchangeFailed, or Error where a setting is missing */
    getToken: async (scopes) => {
      const scope = Array.isArray(scopes) ? scopes.join(' ') : scopes;
      const known = byScope.get(scope) ?? remembered(() => exchangeFor(scope));
      byScope.set(scope, known);
      return (await known()).token;
    },
  };
}
