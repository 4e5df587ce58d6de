import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import {
  generatePrivateKey,
  publicJwkOf,
  serviceTokenSeconds,
  signingKeyOf,
  signServiceToken,
  signUserToken,
} from '@causeway/auth';
import {
  type AuditEvent,
  auditEvents,
  type ErasureReport,
  erasureReport,
  type Role,
  type Scope,
  serviceTokenRequest,
} from '@causeway/data-model';
import { v7 as uuid } from 'uuid';

/** Who issues tokens in tests; the services' `PUBLIC_URL`. */
const issuer = 'http://localhost:8080';

const partnerKeyId = '0193a2b4-0000-7000-8000-00000000fa17';

const services = [
  'identity-service',
  'product-service',
  'order-service',
  'payment-service',
  'notification-service',
  'analytics-service',
];

export type TokenIssuer = {
  /** The services' `IDENTITY_URL`. */
  url: string;
  /** The services' `PUBLIC_URL`, and `issuer` of `AuthModule.with`. */
  issuer: string;
  /** The services' `SERVICE_API_KEY`; any key is taken, and its holder is called `name` in it: `cwk_<name>_...`. */
  apiKey(name: string): string;
  /** A person's access token; by default a new customer's. */
  userToken(claims?: { userId?: string; roles?: Role[]; sessionId?: string }): string;
  /** A token with which the service `name` may call `audience`. */
  serviceToken(name: string, audience: string): string;
  /** A token of a partner whose API key has these scopes. */
  partnerToken(audience: string, ...scopes: Scope[]): string;
  /** Ends a session: services refuse its tokens from their next poll on. */
  endSession(sessionId: string): void;
  /** What services have noted in the audit trail. */
  audited: AuditEvent[];
  /** People who have been erased, by whom services may ask for it and tell of it. */
  erasures: {
    of: Set<string>;
    /** While true, erasures can be neither asked for nor reported. */
    away: boolean;
    /** What services have reported, the latest last. */
    reports: { userId: string; erased: ErasureReport['erased'] }[];
  };
  stop(): Promise<void>;
};

/** A stand-in for identity-service on a free port: key set, service tokens, ended sessions, audit trail. */
export async function startTokenIssuer(): Promise<TokenIssuer> {
  const key = signingKeyOf('k1', generatePrivateKey());
  const ended: string[] = [];
  const audited: AuditEvent[] = [];
  const erasures: TokenIssuer['erasures'] = { of: new Set(), away: false, reports: [] };
  const issued = () => ({ issuer, tokenId: uuid(), at: new Date() });
  const serviceToken = (name: string, audience: string) =>
    signServiceToken(key, { ...issued(), name, keyId: `key-of-${name}`, audience, scope: 'internal' });
  const partnerToken = (audience: string, ...scopes: Scope[]) =>
    signServiceToken(key, { ...issued(), name: 'erp', keyId: partnerKeyId, audience, scope: scopes.join(' ') });

  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', issuer);
    if (pathname === '/.well-known/jwks.json') return answer(response, 200, { keys: [publicJwkOf(key)] });
    if (pathname === '/internal/revoked-sessions') {
      const sessions = ended.slice(Number(searchParams.get('after') ?? 0));
      return answer(response, 200, { sessions, nextCursor: String(ended.length), more: false });
    }
    if (pathname === '/internal/audit-events') {
      audited.push(...auditEvents.parse(await bodyOf(request)).events);
      return response.writeHead(204).end();
    }
    const [, erased, isReport] = /^\/internal\/erasures\/([^/]+)(\/reports)?$/.exec(pathname) ?? [];
    if (erased !== undefined) {
      if (erasures.away) return answer(response, 503, {});
      if (!erasures.of.has(erased)) return answer(response, 404, {});
      if (isReport === undefined)
        return answer(response, 200, { userId: erased, erasedAt: '2026-11-21T09:00:00.000Z' });
      erasures.reports.push({ userId: erased, ...erasureReport.parse(await bodyOf(request)) });
      return response.writeHead(204).end();
    }
    if (pathname !== '/v1/auth/token') return answer(response, 404, {});
    const asked = serviceTokenRequest.safeParse(await bodyOf(request));
    const [, name] = String(request.headers['x-api-key']).split('_');
    if (!asked.success || name === undefined) return answer(response, 401, {});
    const accessToken = serviceToken(name, asked.data.audience);
    return answer(response, 200, { accessToken, tokenType: 'Bearer', expiresIn: serviceTokenSeconds });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The token issuer has no TCP port.');

  return {
    url: `http://127.0.0.1:${address.port}`,
    issuer,
    apiKey: (name) => `cwk_${name}_${'0'.repeat(32)}`,
    userToken: ({ userId = uuid(), roles = ['customer'], sessionId = uuid() } = {}) =>
      signUserToken(key, { ...issued(), audience: services, userId, roles, sessionId }),
    serviceToken,
    partnerToken,
    endSession: (sessionId) => void ended.push(sessionId),
    audited,
    erasures,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
