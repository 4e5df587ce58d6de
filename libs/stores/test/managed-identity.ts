import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type ManagedIdentity = {
  /** What Azure App Service tells an app of its identity, and which one that is. */
  environment: Record<string, string>;
  /** What tokens were asked for. */
  asked: string[];
  life: { seconds: number };
  close(): Promise<void>;
};

/** The endpoint at which an app of Azure gets tokens: `token 1`, `token 2` and so on. */
export async function startManagedIdentity(): Promise<ManagedIdentity> {
  const asked: string[] = [];
  const life = { seconds: 3600 };
  const server = createServer(({ url = '/', headers }, response) => {
    const { searchParams } = new URL(url, 'http://identity');
    if (headers['x-identity-header'] !== 'of this test') return response.writeHead(400).end();
    const resource = searchParams.get('resource') ?? '';
    asked.push(resource);
    const expiresOn = Math.floor(Date.now() / 1000) + life.seconds;
    const token = { access_token: `token ${asked.length}`, expires_on: `${expiresOn}`, resource, token_type: 'Bearer' };
    return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(token));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on a port
  return {
    environment: {
      IDENTITY_ENDPOINT: `http://127.0.0.1:${port}/msi/token`,
      IDENTITY_HEADER: 'of this test',
      AZURE_CLIENT_ID: '33333333-3333-4333-8333-333333333333',
    },
    asked,
    life,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
