import type { ServiceTokens } from '@causeway/auth';
import { fenceAnswer } from '@causeway/data-model';
import { call, refusalOf } from '@causeway/runtime/outgoing';
import * as z from 'zod';
import type { OrderFence } from '../core/ports.js';
import { points } from './failpoints.js';

export const orderFenceEnv = z.object({
  ORDER_URL: z
    .url()
    .meta({ description: 'Where order-service is, which is asked before held stock is sold or released.' }),
});

const what = 'POST order-service /internal/orders/{id}/fence';

/** order-service asked over HTTP. Asking again gives the same answer, so a lost one is asked for once more. */
export class HttpOrderFence implements OrderFence {
  readonly #orderUrl: string;
  readonly #tokens: ServiceTokens;

  constructor(orderUrl: string, tokens: ServiceTokens) {
    this.#orderUrl = orderUrl;
    this.#tokens = tokens;
  }

  async isPlaced(orderId: string): Promise<boolean> {
    const answer = await call(what, {
      method: 'POST',
      point: points['order-fenced'],
      url: `${this.#orderUrl}/internal/orders/${orderId}/fence`,
      headers: { authorization: await this.#tokens.authorization('order-service') },
      timeoutMs: 1000,
      attempts: 2,
    });
    const parsed = fenceAnswer.safeParse(answer.body);
    if (answer.status !== 200 || !parsed.success) throw refusalOf(answer, what);
    return parsed.data.placed;
  }
}
