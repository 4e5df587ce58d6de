import { createServer } from 'node:http';
import type { PaymentState } from '@causeway/data-model';

/** payment-service as order-service asks it: what it holds of a payment. */
export async function startPayments() {
  const held = new Map<string, PaymentState>();
  const state = { status: 200, asked: 0 };
  const server = createServer((request, response) => {
    const answer = (code: number, body: object) =>
      response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    state.asked += 1;
    if (pathname !== '/internal/changes') return answer(404, {});
    if (request.headers.authorization?.startsWith('Bearer ') !== true) return answer(401, {});
    if (state.status !== 200) return answer(state.status, {});
    const ids = searchParams.get('ids')?.split(',') ?? [];
    const items = ids.flatMap((id) => held.get(id) ?? []).map(changeItemOf);
    return answer(200, { items, nextCursor: null });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The stand-in has no TCP port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    /** What it answers, and how often it was asked. */
    state,
    /** It writes a payment down before it tells of it, and never goes back to an older version. */
    hold: (payment: PaymentState): void => {
      if ((held.get(payment.id)?.version ?? 0) < payment.version) held.set(payment.id, payment);
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const changeItemOf = (payment: PaymentState) => ({
  kind: 'payment',
  id: payment.id,
  version: payment.version,
  hash: '',
  data: payment,
});

export type Payments = Awaited<ReturnType<typeof startPayments>>;
