import { createServer } from 'node:http';
import type { Order } from '@causeway/data-model';

/** order-service as payment-service sees it: `/internal/changes`, all orders or those with the ids that are asked for. */
export async function startOrders() {
  const held = new Map<string, Order>();
  let status = 200;
  let asked = 0;
  const server = createServer((request, response) => {
    const answer = (code: number, body: object) =>
      response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    asked += 1;
    if (pathname !== '/internal/changes') return answer(404, {});
    if (request.headers.authorization?.startsWith('Bearer ') !== true) return answer(401, {});
    if (status !== 200) return answer(status, {});
    const ids = searchParams.get('ids')?.split(',') ?? [...held.keys()];
    const items = ids.flatMap((id) => held.get(id) ?? []).map(changeItemOf);
    return answer(200, { items, nextCursor: null });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The stand-in has no TCP port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    held,
    /** How many requests came. */
    asked: () => asked,
    /** From now on every answer has this status. */
    answerWith: (code: number) => {
      status = code;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const changeItemOf = (order: Order) => ({ kind: 'order', id: order.id, version: order.version, hash: '', data: order });

export type OrdersStandIn = Awaited<ReturnType<typeof startOrders>>;
