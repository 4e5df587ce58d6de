import { createServer } from 'node:http';
import type { User } from '@causeway/data-model';
import { startTokenIssuer, type TokenIssuer } from '@causeway/testing';

export type IdentityStandIn = {
  /** The service's `IDENTITY_URL`. */
  url: string;
  issuer: TokenIssuer;
  /** Who has an account. */
  users: Map<string, User>;
  /** While true, nobody can be looked up. */
  away: boolean;
  stop(): Promise<void>;
};

/** identity-service as notification-service sees it: the token issuer of tests, and who a user is. */
export async function startIdentity(): Promise<IdentityStandIn> {
  const issuer = await startTokenIssuer();
  const users = new Map<string, User>();
  const server = createServer(async (request, response) => {
    const path = request.url ?? '/';
    if (path.startsWith('/internal/users/')) {
      const known = users.get(path.slice('/internal/users/'.length));
      const allowed = request.headers.authorization?.startsWith('Bearer ') === true;
      const status = standIn.away ? 503 : !allowed ? 401 : known === undefined ? 404 : 200;
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(known ?? {}));
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = 'GET', headers } = request;
    const answer = await fetch(`${issuer.url}${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        'x-api-key': String(headers['x-api-key']),
        authorization: String(headers.authorization),
      },
      ...(method === 'GET' ? {} : { body: Buffer.concat(chunks) }),
    });
    response.writeHead(answer.status, answer.status === 204 ? {} : { 'content-type': 'application/json' });
    response.end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The stand-in has no TCP port.');
  const standIn: IdentityStandIn = {
    url: `http://127.0.0.1:${address.port}`,
    issuer,
    users,
    away: false,
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await issuer.stop();
    },
  };
  return standIn;
}
