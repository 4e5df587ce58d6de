import { createServer } from 'node:http';
import { listening } from './listening.ts';
import type { TokenIssuer } from './token-issuer.ts';

export type ManagedIdentity = {
  /** The environment in which a process has the identity, as Azure App Service gives it one. */
  environment: { IDENTITY_ENDPOINT: string; IDENTITY_HEADER: string };
  /** Answers to the next calls instead of a token, one each: a status, or silence. */
  failures: (number | 'silence')[];
  /** What tokens were asked for. */
  asked: string[];
  life: { tokenSeconds: number };
  stop(): Promise<void>;
};

const header = 'of this test';

/**
 * The endpoint at which an app of Azure gets the tokens of its one user-assigned identity.
 * https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
 */
export async function startManagedIdentity(
  { clientId, principalId }: { clientId: string; principalId: string },
  issuer: TokenIssuer,
): Promise<ManagedIdentity> {
  const identity: Omit<ManagedIdentity, 'environment' | 'stop'> = {
    failures: [],
    asked: [],
    life: { tokenSeconds: 3600 },
  };
  const server = createServer((request, response) => {
    const json = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const { searchParams } = new URL(request.url ?? '/', 'http://identity');
    const resource = searchParams.get('resource') ?? '';
    identity.asked.push(resource);
    const failure = identity.failures.shift();
    if (failure === 'silence') return;
    if (failure !== undefined) return json(failure, { error: 'failing', error_description: 'failing in this test' });
    const isKnown = request.headers['x-identity-header'] === header && searchParams.get('client_id') === clientId;
    if (!isKnown) return json(400, { error: 'invalid_request', error_description: 'There is no such identity.' });
    json(200, {
      access_token: issuer.sign({ aud: resource, sub: principalId }, identity.life.tokenSeconds),
      expires_on: `${Math.floor(Date.now() / 1000) + identity.life.tokenSeconds}`,
      resource,
      token_type: 'Bearer',
      client_id: clientId,
    });
  });
  const { port, stop } = await listening(server);
  const environment = { IDENTITY_ENDPOINT: `http://127.0.0.1:${port}/msi/token`, IDENTITY_HEADER: header };
  return { ...identity, environment, stop };
}
