import { type ChangeItem, changeItem, isId, listOf } from '@causeway/data-model';
import { call, refusalOf } from '@causeway/runtime/outgoing';
import * as z from 'zod';
import type { SourceKind, Sources } from '../core/ports.js';

export const sourcesEnv = z.object({
  PRODUCT_URL: z.url().meta({ description: 'Where product-service is, to compare the projection with its products.' }),
  ORDER_URL: z.url().meta({ description: 'Where order-service is, to compare the projection with its orders.' }),
  PAYMENT_URL: z.url().meta({ description: 'Where payment-service is, to compare the projection with its payments.' }),
});

type Authorization = { authorization(audience: string): Promise<string> };

const page = listOf(changeItem);
const pageSize = '100';

/** Reads what the services hold from their `/internal/changes`. */
export function httpSources(urls: z.infer<typeof sourcesEnv>, tokens: Authorization): Sources {
  const sources: Record<SourceKind, { url: string; audience: string }> = {
    order: { url: urls.ORDER_URL, audience: 'order-service' },
    payment: { url: urls.PAYMENT_URL, audience: 'payment-service' },
    product: { url: urls.PRODUCT_URL, audience: 'product-service' },
  };

  async function read(kind: SourceKind, query: Record<string, string>): Promise<z.infer<typeof page>> {
    const { url, audience } = sources[kind];
    const answer = await call(`read changes of ${audience}`, {
      method: 'GET',
      url: `${url}/internal/changes?${new URLSearchParams(query)}`,
      headers: { authorization: await tokens.authorization(audience) },
      timeoutMs: 3000,
      attempts: 2,
    });
    if (answer.status !== 200) throw refusalOf(answer, audience);
    return page.parse(answer.body);
  }

  return {
    page: async (kind, { after, since }) => {
      const query = {
        limit: pageSize,
        ...(after === null ? {} : { after }),
        ...(since === undefined ? {} : { since }),
      };
      const { items, nextCursor } = await read(kind, query);
      return { items, next: nextCursor };
    },
    // What is no id is nobody's.
    ask: async (kind, ids) => {
      const asked = ids.filter(isId);
      const items: ChangeItem[] = [];
      for (let from = 0; from < asked.length; from += 100) {
        items.push(...(await read(kind, { ids: asked.slice(from, from + 100).join(',') })).items);
      }
      return items;
    },
  };
}
