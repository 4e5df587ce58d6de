import { type ChangeItem, changeItem, listOf } from '@causeway/data-model';
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
const pageSize = 100;

/** Reads what the services hold from their `/internal/changes`, page by page. */
export function httpSources(urls: z.infer<typeof sourcesEnv>, tokens: Authorization): Sources {
  const sources: Record<SourceKind, { url: string; audience: string }> = {
    order: { url: urls.ORDER_URL, audience: 'order-service' },
    payment: { url: urls.PAYMENT_URL, audience: 'payment-service' },
    product: { url: urls.PRODUCT_URL, audience: 'product-service' },
  };

  async function* pages(kind: SourceKind): AsyncGenerator<ChangeItem[]> {
    const { url, audience } = sources[kind];
    let after: string | null = null;
    do {
      const query: string = after === null ? '' : `&after=${encodeURIComponent(after)}`;
      const answer = await call(`read changes of ${audience}`, {
        method: 'GET',
        url: `${url}/internal/changes?limit=${pageSize}${query}`,
        headers: { authorization: await tokens.authorization(audience) },
        timeoutMs: 3000,
        attempts: 2,
      });
      if (answer.status !== 200) throw refusalOf(answer, audience);
      const { items, nextCursor } = page.parse(answer.body);
      yield items;
      after = nextCursor;
    } while (after !== null);
  }

  return { pages };
}
