import { createHash } from 'node:crypto';
import { type ChangeItem, canonicalJson, type Page } from '@causeway/data-model';
import { type Payment, stateOf } from './payment.js';
import type { PaymentPages } from './ports.js';

/** Every payment as its events carry it, with a hash, so that a projection can be compared with its source. */
export class ListChanges {
  readonly #pages: PaymentPages;

  constructor(pages: PaymentPages) {
    this.#pages = pages;
  }

  /**
   * @param since leaves out payments that have not changed from then on
   * @throws DomainError `bad-query` for a cursor that is not one of this list's
   */
  async list(after: string | undefined, limit: number, since?: string): Promise<Page<ChangeItem>> {
    const { items, nextCursor } = await this.#pages.page(after, limit, since);
    return { items: items.map(changeItemOf), nextCursor };
  }

  /** Those of these payments that exist, as they are now. */
  async byIds(ids: readonly string[]): Promise<Page<ChangeItem>> {
    return { items: (await this.#pages.byIds(ids)).map(changeItemOf), nextCursor: null };
  }
}

function changeItemOf(payment: Payment): ChangeItem {
  const data = stateOf(payment);
  const hash = createHash('sha256').update(canonicalJson(data)).digest('hex');
  return { kind: 'payment', id: payment.id, version: payment.version, hash, data };
}
