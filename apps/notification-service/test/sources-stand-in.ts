import { createServer } from 'node:http';
import type { Order, PaymentState } from '@causeway/data-model';

/** order-service and payment-service as notification-service asks them: what they hold of an order or a payment. */
export async function startSources() {
  const held = new Map<string, Order | PaymentState>();
  const state = { away: false };
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const isAllowed = request.headers.authorization?.startsWith('Bearer ') === true;
    const items = (searchParams.get('ids')?.split(',') ?? []).flatMap((id) => held.get(id) ?? []).map(changeItemOf);
    response.writeHead(state.away ? 503 : isAllowed ? 200 : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ items, nextCursor: null }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The stand-in has no TCP port.');
  return {
    /** Of both. */
    url: `http://127.0.0.1:${address.port}`,
    state,
    /** A source writes down what it tells of, and never goes back to an older version. */
    hold: (what: Order | PaymentState): void => {
      if ((held.get(what.id)?.version ?? 0) < what.version) held.set(what.id, what);
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const changeItemOf = (data: Order | PaymentState) => ({
  kind: 'items' in data ? 'order' : 'payment',
  id: data.id,
  version: data.version,
  hash: '',
  data,
});
