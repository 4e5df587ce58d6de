import { changeItem, listOf, type Order, order, unavailable } from '@causeway/data-model';
import { type Answer, call, refusalOf } from '@causeway/runtime/outgoing';
import * as z from 'zod';
import type { KnownOrders, OrderPages } from '../core/ports.js';

export const ordersEnv = z.object({
  ORDER_URL: z.url().meta({
    description:
      'Where order-service is, which is asked about an order before it is charged, and for what a restore lost.',
  }),
});

type Authorization = { authorization(audience: string): Promise<string> };

// What a newer order-service says besides is left out.
const page = listOf(z.object(changeItem.shape));
const known = z.object(order.shape);

/** Reads orders from order-service's `/internal/changes`. */
export function httpOrders(url: string, tokens: Authorization): KnownOrders & OrderPages {
  const ask = async (query: Record<string, string>, patience: { timeoutMs: number; attempts: number }) =>
    call('GET order-service /internal/changes', {
      method: 'GET',
      url: `${url}/internal/changes?${new URLSearchParams(query)}`,
      headers: { authorization: await tokens.authorization('order-service') },
      ...patience,
    });

  return {
    byId: async (id) => knownIn(await ask({ ids: id }, { timeoutMs: 1000, attempts: 2 }), id),

    async *all() {
      let after: string | null = null;
      do {
        const query: Record<string, string> = { limit: '100', ...(after === null ? {} : { after }) };
        const answer = await ask(query, { timeoutMs: 5000, attempts: 3 });
        if (answer.status !== 200) throw refusalOf(answer, 'order-service');
        const { items, nextCursor } = page.parse(answer.body);
        yield items.map(({ data }) => known.parse(data));
        after = nextCursor;
      } while (after !== null);
    },
  };
}

/** An answer that says neither yes nor no is not the order's fault: it is asked for again. */
function knownIn(answer: Answer, id: string): Order | undefined {
  const parsed = page.safeParse(answer.body);
  if (answer.status !== 200 || !parsed.success) {
    throw unavailable(`order-service did not say whether there is an order ${id}.`, refusalOf(answer, 'order-service'));
  }
  const item = parsed.data.items.find((one) => one.id === id);
  if (item === undefined) return undefined;
  const found = known.safeParse(item.data);
  if (!found.success) throw unavailable(`What order-service says of order ${id} cannot be read here.`, found.error);
  return found.data;
}
