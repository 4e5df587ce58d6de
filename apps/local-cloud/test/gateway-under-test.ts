import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { startTelemetry } from '@causeway/runtime/telemetry';
import type { FastifyInstance } from 'fastify';
import { type GatewaySettings, gateway } from '../src/gateway/app.js';
import type { Upstreams } from '../src/gateway/upstreams.js';

export type Seen = {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingMessage['headers'];
  body: string;
};

startTelemetry({ service: 'gateway', cloud: 'aws' });

const servers: Server[] = [];
const gateways: FastifyInstance[] = [];

/** To be called after each test: closes what it has opened. */
export async function closeAll(): Promise<void> {
  await Promise.all(gateways.splice(0).map((app) => app.close()));
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
}

/** A service that answers as `listener` does; its URL. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${portOf(server)}`;
}

/** A service that answers every request with what it got, and tells `watch`. */
export const echo = (name: string, watch: (seen: Seen) => void = () => undefined) =>
  serve(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method, url, headers } = request;
    const seen: Seen = { method, url, headers, body: Buffer.concat(chunks).toString() };
    watch(seen);
    response.writeHead(200, { 'content-type': 'application/json', 'x-service': name, connection: 'keep-alive' });
    response.end(JSON.stringify(seen));
  });

export const seen = async (response: Response) => (await response.json()) as Seen; // what `echo` wrote

export type Options = Partial<Omit<GatewaySettings, 'upstreams'>>;

/** A gateway on a free port before services that echo, where `overrides` does not name others; the gateway and its URL. */
export async function openGateway(overrides: Partial<Upstreams> = {}, options: Options = {}) {
  const everyone = await echo('identity-service');
  const app = gateway({
    publicUrl: 'http://localhost:8080',
    mode: 'local',
    corsOrigins: [],
    upstreams: {
      'identity-service': everyone,
      'product-service': everyone,
      'order-service': everyone,
      'payment-service': everyone,
      'notification-service': everyone,
      'analytics-service': everyone,
      ...overrides,
    },
    assets: async (key) =>
      key === 'products/1/1.png'
        ? { etag: '"abc"', contentType: 'image/png', body: Buffer.from('picture') }
        : key.endsWith('.html')
          ? { etag: '"x"', contentType: 'text/html', body: Buffer.from('<script>') }
          : undefined,
    ...options,
  });
  gateways.push(app);
  return { app, url: await app.listen({ host: '127.0.0.1', port: 0 }) };
}

export const open = async (overrides: Partial<Upstreams> = {}, options: Options = {}) =>
  (await openGateway(overrides, options)).url;

const portOf = (server: Server) => (server.address() as AddressInfo).port; // it listens on TCP

/** What comes back for bytes that no HTTP client would send, until the other side closes the connection. */
export async function exchange(url: string, text: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(text, 'latin1');
  const chunks: Buffer[] = await socket.toArray();
  return Buffer.concat(chunks).toString('latin1');
}
