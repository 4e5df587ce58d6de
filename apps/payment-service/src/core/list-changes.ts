import { createHash } from 'node:crypto';
import { type ChangeItem, canonicalJson, type Page } from '@causeway/data-model';
import { stateOf } from './payment.js';
import type { PaymentPages } from './ports.js';

/** Every payment as its events carry it, with a hash, so that a projection can be compared with its source. */
export class ListChanges {
  readonly #pages: PaymentPages;

  constructor(pages: PaymentPages) {
    this.#pages = pages;
  }

  /** @throws DomainError `bad-query` for a cursor that is not one of this list's */
  async list(after: string | undefined, limit: number): Promise<Page<ChangeItem>> {
    const { items, nextCursor } = await this.#pages.page(after, limit);
    return {
      items: items.map((payment) => {
        const data = stateOf(payment);
        const hash = createHash('sha256').update(canonicalJson(data)).digest('hex');
        return { kind: 'payment', id: payment.id, version: payment.version, hash, data };
      }),
      nextCursor,
    };
  }
}
