import type { Refund } from '@causeway/data-model';
import type { KeyClaim, RefundKey, RefundKeys } from '../../src/core/ports.js';

type Claimed = { request: string; refundId: string; leaseUntil: Date; answer?: Refund };

export class InMemoryRefundKeys implements RefundKeys {
  readonly #claims = new Map<string, Claimed>();

  async claim(key: RefundKey, request: unknown, refundId: string, now: Date, leaseUntil: Date): Promise<KeyClaim> {
    const known = this.#claims.get(JSON.stringify(key));
    const body = JSON.stringify(request);
    if (known !== undefined && known.request !== body) return { outcome: 'reused' };
    if (known?.answer !== undefined) return { outcome: 'answered', answer: known.answer };
    if (known !== undefined && known.leaseUntil > now) return { outcome: 'in-progress' };
    const claim = { request: body, refundId: known?.refundId ?? refundId, leaseUntil };
    this.#claims.set(JSON.stringify(key), claim);
    return { outcome: 'claimed', refundId: claim.refundId };
  }

  async answer(key: RefundKey, answer: Refund) {
    const claim = this.#claims.get(JSON.stringify(key));
    if (claim !== undefined) claim.answer = answer;
  }

  async release(key: RefundKey) {
    this.#claims.delete(JSON.stringify(key));
  }
}
