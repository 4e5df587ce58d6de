import { changeItem, listOf, order } from '@causeway/data-model';
import { call, refusalOf } from '@causeway/runtime/outgoing';
import * as z from 'zod';
import type { OrderPages } from '../core/ports.js';

export const ordersEnv = z.object({
  ORDER_URL: z
    .url()
    .meta({ description: 'Where order-service is, which knows what was lost when payments were restored.' }),
});

type Authorization = { authorization(audience: string): Promise<string> };

const page = listOf(changeItem);

/** Reads all orders from order-service's `/internal/changes`. */
export const httpOrders = (url: string, tokens: Authorization): OrderPages => ({
  async *all() {
    let after: string | null = null;
    do {
      const query: string = after === null ? '' : `&after=${encodeURIComponent(after)}`;
      const answer = await call('read orders', {
        method: 'GET',
        url: `${url}/internal/changes?limit=100${query}`,
        headers: { authorization: await tokens.authorization('order-service') },
        timeoutMs: 5000,
        attempts: 3,
      });
      if (answer.status !== 200) throw refusalOf(answer, 'order-service');
      const { items, nextCursor } = page.parse(answer.body);
      yield items.map(({ data }) => order.parse(data));
      after = nextCursor;
    } while (after !== null);
  },
});
