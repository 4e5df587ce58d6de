import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import type { Order } from '@causeway/data-model';

/** order-service as far as it is asked: it fences and shows the orders it is told of, and can be away. */
export async function startOrderService() {
  const placed = new Set<string>();
  const held = new Map<string, Order>();
  const asked: string[] = [];
  const fenced: string[] = [];
  const state = { away: false };
  /** The orders that it does not fence, and how often it was asked to. */
  const unfenced = new Map<string, number>();
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const answer = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (state.away) return answer(503, {});
    if (!request.headers.authorization?.startsWith('Bearer ')) return answer(401, {});
    if (request.method === 'GET' && pathname === '/internal/changes') {
      const ids = searchParams.get('ids')?.split(',') ?? [];
      asked.push(...ids);
      return answer(200, { items: ids.flatMap((id) => held.get(id) ?? []).map(changeItemOf), nextCursor: null });
    }
    const [, orderId] = /^\/internal\/orders\/([^/]+)\/fence$/.exec(pathname) ?? [];
    if (request.method !== 'POST' || orderId === undefined) return answer(404, {});
    const asks = unfenced.get(orderId);
    if (asks !== undefined) {
      unfenced.set(orderId, asks + 1);
      return answer(503, {});
    }
    fenced.push(orderId);
    return answer(200, { placed: placed.has(orderId) });
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
    /** The ids of the orders it was asked to fence, and did. */
    fenced,
    unfenced,
    /** The ids of the orders it was asked to show. */
    asked,
    /** It writes an order down before it tells of it, and never goes back to an older version. */
    hold: (order: Order): void => {
      if ((held.get(order.id)?.version ?? 0) < order.version) held.set(order.id, order);
    },
    state,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

const changeItemOf = (order: Order) => ({ kind: 'order', id: order.id, version: order.version, hash: '', data: order });
