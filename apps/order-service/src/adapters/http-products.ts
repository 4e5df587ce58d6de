import { type Product, product, unavailable } from '@causeway/data-model';
import { call, refusalOf } from '@causeway/runtime/outgoing';
import type { Products } from '../core/ports.js';

/** How many products are asked for at once. */
const atOnce = 16;

/** Products as product-service shows them to anyone. */
export class HttpProducts implements Products {
  readonly #url: string;

  constructor(productUrl: string) {
    this.#url = `${productUrl}/v1/products`;
  }

  async find(ids: readonly string[]): Promise<ReadonlyMap<string, Product>> {
    const found = new Map<string, Product>();
    const left = [...ids];
    const ask = async () => {
      for (let id = left.pop(); id !== undefined; id = left.pop()) {
        const one = await this.#one(id);
        if (one !== undefined) found.set(id, one);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, ask));
    return found;
  }

  async #one(id: string): Promise<Product | undefined> {
    const what = 'GET product-service /v1/products/{id}';
    const request = { method: 'GET', url: `${this.#url}/${id}`, timeoutMs: 1000, attempts: 2 } as const;
    const answer = await call(what, request).catch(away);
    if (answer.status === 404) return undefined;
    return answer.status === 200 ? product.parse(answer.body) : away(refusalOf(answer, what));
  }
}

/** A customer need not know which service is away. */
function away(cause: unknown): never {
  throw unavailable('Prices cannot be told at the moment.', cause);
}
