import { createServer as createHttpServer, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { aCertificate } from './certificate.ts';
import { listening } from './listening.ts';

export type KeyVault = {
  /** For `AZURE_KEYVAULT_ENDPOINT`. */
  url: string;
  /** What a client has to trust, as PEM. */
  certificate: string;
  /** The environment in which a process has a managed identity that may read the vault, as Azure App Service gives it one. */
  identity: { IDENTITY_ENDPOINT: string; IDENTITY_HEADER: string };
  /** The secrets there are, `name` or `name/version`. */
  secrets: Map<string, string>;
  /** Answers to the next calls instead of the secret, one each: a status and an error's code, or silence. */
  failures: ({ status: number; code: string } | 'silence')[];
  /** What was asked for with a token. */
  asked: string[];
  stop(): Promise<void>;
};

const tenant = 'https://login.microsoftonline.com/00000000-0000-0000-0000-000000000000';
const audience = 'https://vault.azure.net';
const header = 'of this test';
const token = 'token-of-this-test';

/**
 * Azure Key Vault's `GET /secrets/{name}/{version}` over HTTPS, which asks for a token first (a challenge), and the
 * endpoint where a managed identity gets one.
 */
export async function startKeyVault(): Promise<KeyVault> {
  const secrets: KeyVault['secrets'] = new Map();
  const failures: KeyVault['failures'] = [];
  const asked: KeyVault['asked'] = [];
  const { key, cert } = await aCertificate('Key Vault');
  const vault = createServer({ key, cert }, (request, response) => {
    if (request.headers.authorization !== `Bearer ${token}`) {
      response.setHeader('www-authenticate', `Bearer authorization="${tenant}", resource="${audience}"`);
      return refuse(response, 401, 'Unauthorized');
    }
    const { pathname, searchParams } = new URL(request.url ?? '/', audience);
    const name = /^\/secrets\/([^/]+(?:\/[^/]+)?)\/?$/.exec(pathname)?.[1];
    if (name === undefined || !searchParams.has('api-version')) return refuse(response, 400, 'BadParameter');
    asked.push(name);
    const failure = failures.shift();
    if (failure === 'silence') return;
    if (failure !== undefined) return refuse(response, failure.status, failure.code);
    const value = secrets.get(name);
    if (value === undefined) return refuse(response, 404, 'SecretNotFound');
    answer(response, 200, { value, id: `${audience}/secrets/${name}`, attributes: { enabled: true } });
  });
  const identity = createHttpServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', audience);
    const isKnown = request.headers['x-identity-header'] === header && searchParams.get('resource') === audience;
    if (!isKnown) return refuse(response, 400, 'BadRequest');
    const expiresOn = Math.floor(Date.now() / 1000) + 3600;
    answer(response, 200, {
      access_token: token,
      expires_on: `${expiresOn}`,
      resource: audience,
      token_type: 'Bearer',
    });
  });
  const [vaultDoor, identityDoor] = [await listening(vault), await listening(identity)];
  return {
    url: `https://127.0.0.1:${vaultDoor.port}`,
    certificate: cert,
    identity: { IDENTITY_ENDPOINT: `http://127.0.0.1:${identityDoor.port}/msi/token`, IDENTITY_HEADER: header },
    secrets,
    failures,
    asked,
    stop: async () => {
      await Promise.all([vaultDoor.stop(), identityDoor.stop()]);
    },
  };
}

const refuse = (response: ServerResponse, status: number, code: string) =>
  answer(response, status, { error: { code, message: `${code} of this test.` } });

const answer = (response: ServerResponse, status: number, body: object) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
