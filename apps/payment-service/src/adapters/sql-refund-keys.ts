import { createHash } from 'node:crypto';
import { canonicalJson, type Refund, refund } from '@causeway/data-model';
import { insertIfAbsent, type SqlStore } from '@causeway/stores/sql';
import type { KeyClaim, RefundKey, RefundKeys } from '../core/ports.js';
import { points } from './failpoints.js';
import { journal } from './journal-lines.js';
import type { IdempotencyKeyRow, PaymentTables } from './payment-tables.js';

/** How long an answer can be replayed, in milliseconds: 48 hours, of which the contract promises 24. */
const keptForMs = 48 * 3600 * 1000;

/** Idempotency keys in SQL. Nothing depends on old rows being removed: their age is compared. */
export class SqlRefundKeys implements RefundKeys {
  readonly #store: SqlStore<PaymentTables>;

  constructor(store: SqlStore<PaymentTables>) {
    this.#store = store;
  }

  async claim(key: RefundKey, request: unknown, refundId: string, now: Date, leaseUntil: Date): Promise<KeyClaim> {
    const row: IdempotencyKeyRow = {
      key_hash: hashOf(key),
      request_hash: hashOf(request),
      refund_id: refundId,
      lease_until: leaseUntil.toISOString(),
      answer: null,
      created_at: now.toISOString(),
    };
    return this.#store.transaction(points['refund-key-claimed'], async (trx) => {
      if (await insertIfAbsent(this.#store.dialect, trx, 'idempotency_keys', row)) {
        await journal(trx, { key: row });
        return { outcome: 'claimed', refundId };
      }
      const known = await this.#store.dialect
        .selectForUpdate(trx, 'idempotency_keys')
        .selectAll()
        .where('key_hash', '=', row.key_hash)
        .executeTakeFirstOrThrow();
      const verdict = judge(known, row, now);
      if (verdict.outcome !== 'claimed') return verdict;
      const taken = { ...row, refund_id: verdict.refundId };
      await trx.updateTable('idempotency_keys').set(taken).where('key_hash', '=', row.key_hash).execute();
      await journal(trx, { key: taken });
      return verdict;
    });
  }

  async answer(key: RefundKey, answer: Refund): Promise<void> {
    const set = { answer: JSON.stringify(answer) };
    await this.#store.transaction(points['refund-answered'], async (trx) => {
      await trx.updateTable('idempotency_keys').set(set).where('key_hash', '=', hashOf(key)).execute();
      const row = trx.selectFrom('idempotency_keys').selectAll().where('key_hash', '=', hashOf(key));
      const answered = await row.executeTakeFirst();
      if (answered !== undefined) await journal(trx, { key: answered });
    });
  }

  async release(key: RefundKey): Promise<void> {
    await this.#store.transaction(points['refund-key-freed'], async (trx) => {
      await trx.deleteFrom('idempotency_keys').where('key_hash', '=', hashOf(key)).execute();
      await journal(trx, { keyFreed: hashOf(key) });
    });
  }
}

/** What an earlier use of the key means for this one. */
function judge(known: IdempotencyKeyRow, wanted: IdempotencyKeyRow, now: Date): KeyClaim {
  if (Date.parse(known.created_at) + keptForMs <= now.getTime()) {
    return { outcome: 'claimed', refundId: wanted.refund_id };
  }
  if (known.request_hash !== wanted.request_hash) return { outcome: 'reused' };
  if (known.answer !== null) return { outcome: 'answered', answer: refund.parse(JSON.parse(known.answer)) };
  if (known.lease_until > now.toISOString()) return { outcome: 'in-progress' };
  return { outcome: 'claimed', refundId: known.refund_id };
}

const hashOf = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex');
