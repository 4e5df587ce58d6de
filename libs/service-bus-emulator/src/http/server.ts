import { createServer } from 'node:http';
import type { Namespace } from '../broker/namespace.js';
import { listen } from '../listen.js';
import type { Store } from '../storage/store.js';
import { metricsText } from './metrics.js';

export interface Observed {
  readonly namespace: Namespace;
  readonly store: Store;
  connections(): number;
}

export interface HttpServer {
  readonly port: number;
  close(): Promise<void>;
}

/** `/health`, `/counts` and Prometheus' `/metrics`. */
export async function serveHttp(host: string, port: number, observed: Observed): Promise<HttpServer> {
  const server = createServer((request, response) => {
    const { status, type, body } = answer(request.url ?? '/', observed);
    response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
  });
  await listen(server, host, port);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(
  url: string,
  { namespace, store, connections }: Observed,
): { status: number; type: string; body: string } {
  const [path] = url.split('?');
  if (path === '/health') return json(store.healthy ? 200 : 503, { healthy: store.healthy });
  if (path === '/counts') return json(200, namespace.counts());
  if (path === '/metrics')
    return {
      status: 200,
      type: 'text/plain; version=0.0.4',
      body: metricsText(namespace, connections(), store.healthy),
    };
  return json(404, { error: 'There is /health, /counts and /metrics.' });
}

const json = (status: number, value: unknown) => ({
  status,
  type: 'application/json',
  body: `${JSON.stringify(value)}\n`,
});
