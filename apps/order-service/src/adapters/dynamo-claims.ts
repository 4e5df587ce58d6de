import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Failpoint } from '@causeway/runtime/failpoints';
import { type DynamoTable, type Item, TransactionRefused } from '@causeway/stores/dynamo';
import type { Claim, KeyOwner, StoredClaim } from '../core/idempotency.js';
import type { Claims, Clock } from '../core/ports.js';
import { claimKey, fromClaimItem, stillHeld, toClaimItem } from './claim-items.js';
import { points } from './failpoints.js';

/** Idempotency claims in DynamoDB: every step is a conditional write, so that of two processes one is told no. */
export class DynamoClaims implements Claims {
  readonly #table: DynamoTable;
  readonly #clock: Clock;

  constructor(table: DynamoTable, clock: Clock) {
    this.#table = table;
    this.#clock = clock;
  }

  async begin(claim: Claim, expiresAt: Date): Promise<StoredClaim | undefined> {
    const absent = 'attribute_not_exists(#pk) OR #expiresAt <= :now';
    const values = { now: this.#clock().toISOString() };
    const put = this.#table.put(toClaimItem(claim, expiresAt), { when: absent, values });
    const refusal = await this.#write(points['key-claimed'], put);
    if (refusal === undefined) return undefined;
    const stored = refusal.item ?? (await this.#table.get(claimKey(claim)));
    // It was freed in between: what was refused is possible now.
    return stored === undefined ? this.begin(claim, expiresAt) : fromClaimItem(stored);
  }

  async find(owner: KeyOwner): Promise<StoredClaim | undefined> {
    const item = await this.#table.get(claimKey(owner));
    if (item === undefined || String(item.expiresAt) <= this.#clock().toISOString()) return undefined;
    return fromClaimItem(item);
  }

  async takeOver(ended: StoredClaim, claim: Claim, expiresAt: Date): Promise<boolean> {
    const when = `${stillHeld} AND #leaseUntil = :leaseUntil`;
    const values = { token: ended.token, leaseUntil: ended.leaseUntil };
    const put = this.#table.put(toClaimItem(claim, expiresAt), { when, values });
    const refusal = await this.#write(points['key-taken-over'], put);
    return refusal === undefined;
  }

  async rename(claim: Claim, orderId: string): Promise<boolean> {
    const values = { orderId, token: claim.token };
    const change = { update: 'SET #orderId = :orderId', when: stillHeld, values };
    const refusal = await this.#write(points['order-renamed'], this.#table.update(claimKey(claim), change));
    return refusal === undefined;
  }

  async endLease(claim: Claim, now: Date): Promise<void> {
    const values = { now: now.toISOString(), token: claim.token };
    const change = { update: 'SET #leaseUntil = :now', when: stillHeld, values };
    await this.#write(points['lease-ended'], this.#table.update(claimKey(claim), change));
  }

  async free(claim: Claim): Promise<void> {
    const condition = { when: stillHeld, values: { token: claim.token } };
    await this.#write(points['key-freed'], this.#table.delete(claimKey(claim), condition));
  }

  /** What the write met when its condition did not hold. */
  async #write(point: Failpoint, action: TransactWriteItem): Promise<{ item: Item | undefined } | undefined> {
    try {
      await this.#table.write(point, action);
      return undefined;
    } catch (error) {
      if (error instanceof TransactionRefused) return { item: error.at(0)?.item };
      throw error;
    }
  }
}
