import type { ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { text } from 'node:stream/consumers';
import { aCertificate } from './certificate.ts';
import { listening } from './listening.ts';
import { faultOf, type Proof, type TokenIssuer } from './token-issuer.ts';

export type Entra = {
  /** For `AZURE_AUTHORITY_HOST`. */
  url: string;
  /** What a client has to trust, as PEM. */
  certificate: string;
  /** By the client id of an identity: its federated credential. */
  federated: Map<string, Proof>;
  /** Answers to the next calls instead of a token, one each: a status and an error's number, or silence. */
  failures: ({ status: number; number: string } | 'silence')[];
  /** The scopes that tokens were given for. */
  given: string[];
  life: { tokenSeconds: number };
  stop(): Promise<void>;
};

/**
 * Entra's token endpoint for client credentials with an assertion that somebody else has signed, over HTTPS.
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow#third-case-access-token-request-with-a-federated-credential
 *
 * @param issuer who signs the tokens it gives
 */
export async function startEntra(tenant: string, issuer: TokenIssuer): Promise<Entra> {
  const entra: Omit<Entra, 'url' | 'certificate' | 'stop'> = {
    federated: new Map(),
    failures: [],
    given: [],
    life: { tokenSeconds: 3600 },
  };
  const { key, cert } = await aCertificate('Entra');
  let url = '';
  const server = createServer({ key, cert }, async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', url);
    if (pathname === `/${tenant}/v2.0/.well-known/openid-configuration`) return describe(response);
    if (request.method !== 'POST' || pathname !== `/${tenant}/oauth2/v2.0/token`) return response.writeHead(404).end();
    const form = new URLSearchParams(await text(request));
    const failure = entra.failures.shift();
    if (failure === 'silence') return;
    if (failure !== undefined) return refuse(response, failure.status, failure.number);
    give(response, form);
  });

  const describe = (response: ServerResponse) =>
    json(response, 200, {
      issuer: `${url}/${tenant}/v2.0`,
      token_endpoint: `${url}/${tenant}/oauth2/v2.0/token`,
      authorization_endpoint: `${url}/${tenant}/oauth2/v2.0/authorize`,
      jwks_uri: `${url}/${tenant}/discovery/v2.0/keys`,
    });

  function give(response: ServerResponse, form: URLSearchParams) {
    const client = form.get('client_id') ?? '';
    const proof = entra.federated.get(client);
    const isRightKind =
      form.get('grant_type') === 'client_credentials' &&
      form.get('client_assertion_type') === 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
    if (!isRightKind || proof === undefined) return refuse(response, 400, 'AADSTS700016');
    const fault = faultOf(form.get('client_assertion') ?? '', proof);
    if (fault === 'jwt expired') return refuse(response, 401, 'AADSTS700024');
    if (fault !== undefined) return refuse(response, 401, 'AADSTS700213');
    const [scope = ''] = (form.get('scope') ?? '').split(' ');
    entra.given.push(scope);
    const audience = scope.replace(/\/\.default$/, '');
    json(response, 200, {
      token_type: 'Bearer',
      expires_in: entra.life.tokenSeconds,
      access_token: issuer.sign({ aud: audience, sub: client }, entra.life.tokenSeconds),
    });
  }

  const { port, stop } = await listening(server);
  url = `https://127.0.0.1:${port}`;
  return { ...entra, url, certificate: cert, stop };
}

const refuse = (response: ServerResponse, status: number, number: string) =>
  json(response, status, {
    error: status >= 500 || status === 429 ? 'temporarily_unavailable' : 'invalid_client',
    error_description: `${number}: ${number} of this test. Trace ID: t`,
    error_codes: [Number(number.replace('AADSTS', ''))],
  });

const json = (response: ServerResponse, status: number, body: object) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
