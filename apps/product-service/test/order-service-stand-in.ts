import { createServer } from 'node:http';
import type { Socket } from 'node:net';

/** order-service as far as fencing goes: it knows the orders it is told of, and can be away. */
export async function startOrderService() {
  const placed = new Set<string>();
  const fenced: string[] = [];
  const state = { away: false };
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const [, orderId = ''] = /^\/internal\/orders\/([^/]+)\/fence$/.exec(request.url ?? '') ?? [];
    if (state.away) {
      response.writeHead(503, { 'content-type': 'application/json' }).end('{}');
      return;
    }
    if (request.method !== 'POST' || !request.headers.authorization?.startsWith('Bearer ')) {
      response.writeHead(401, { 'content-type': 'application/json' }).end('{}');
      return;
    }
    fenced.push(orderId);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ placed: placed.has(orderId) }));
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    placed,
    /** The order ids it was asked about. */
    fenced,
    state,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
