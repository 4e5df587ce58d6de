import type { AuditEvent } from '@causeway/data-model';
import type { DynamoTable, Item, Key } from '@causeway/stores/dynamo';
import * as z from 'zod';
import type { Attempt, Block, LoginAttempts } from '../core/login-attempts.js';
import { auditPuts } from './audit-items.js';
import { points } from './failpoints.js';
import { sha256 } from './sha256.js';

/** Where the failures of an account lie, by the hash of its address. */
export const attemptsPartition = (addressHash: string): string => `RL#${addressHash}`;

const partitionOf = ({ email }: Attempt): string => attemptsPartition(sha256(email));
const pairOf = ({ email, address }: Attempt): string => sha256(`${email}\n${address}`);

/** Failures that are allowed in a window of time; who has used them up waits for the next window. */
type Limit = { name: string; allowed: number; windowSeconds: number; keyOf: (attempt: Attempt, window: number) => Key };

/** Of one account from one network address. */
const pair: Limit = {
  name: 'account-and-address',
  allowed: 10,
  windowSeconds: 900,
  keyOf: (attempt, window) => ({ pk: partitionOf(attempt), sk: `PAIR#${pairOf(attempt)}#${window}` }),
};
/** Of one account from everywhere: many addresses guess at it together. */
const account: Limit = {
  name: 'account',
  allowed: 50,
  windowSeconds: 900,
  keyOf: (attempt, window) => ({ pk: partitionOf(attempt), sk: `ACCOUNT#${window}` }),
};
/** From one address at all accounts: many sit behind one, so it allows more, and forgets sooner. */
const address: Limit = {
  name: 'address',
  allowed: 200,
  windowSeconds: 300,
  keyOf: (attempt, window) => ({ pk: `RL#${sha256(`address\n${attempt.address}`)}#${window}`, sk: 'META' }),
};
const limits = [pair, account, address];

/** For so long an address counts as the account's own, which strangers' failures do not lock out. */
const knownMs = 90 * 86_400_000;

/**
 * Failed log-ins of an account, and where it is known, lie in one partition (`RL#sha256(email)`), so that they can be forgotten
 * with it: `ACCOUNT#window`, `PAIR#hash#window`, `KNOWN#hash`. Those of a network address are `RL#hash#window`.
 */
export class DynamoLoginAttempts implements LoginAttempts {
  readonly #table: DynamoTable;

  constructor(table: DynamoTable) {
    this.#table = table;
  }

  async blockedFor(attempt: Attempt, at: Date): Promise<Block | undefined> {
    const counted = await Promise.all(limits.map((limit) => this.#table.get(keyOf(limit, attempt, at))));
    const usedUp = limits.filter((limit, index) => failuresIn(counted[index]) >= limit.allowed);
    return this.#block(usedUp, attempt, at);
  }

  async failed(attempt: Attempt, at: Date, noted: AuditEvent): Promise<Block | undefined> {
    await this.#table.transact(points['audit-noted'], auditPuts(this.#table, noted));
    // One by one and not together: each answer says how many there are now, exactly, however many fail at once.
    const counted = await Promise.all(limits.map((limit) => this.#count(limit, attempt, at)));
    const usedUp = limits.filter((limit, index) => failuresIn(counted[index]) > limit.allowed);
    return this.#block(usedUp, attempt, at);
  }

  async succeeded(attempt: Attempt, at: Date): Promise<void> {
    const known = { ...knownKey(attempt), schemaVersion: 1, ttl: Math.ceil((at.getTime() + knownMs) / 1000) };
    await this.#table.transact(points['failures-forgotten'], [
      this.#table.delete(keyOf(pair, attempt, at)),
      this.#table.put(known),
    ]);
  }

  #count(limit: Limit, attempt: Attempt, at: Date): Promise<Item | undefined> {
    const change = this.#table.update(keyOf(limit, attempt, at), {
      update: 'ADD #failures :one SET #ttl = :ttl',
      values: { one: 1, ttl: Math.ceil(at.getTime() / 1000) + limit.windowSeconds },
    });
    return this.#table.write(points['failure-counted'], change);
  }

  async #block(usedUp: readonly Limit[], attempt: Attempt, at: Date): Promise<Block | undefined> {
    const relevant = usedUp.some((limit) => limit === account) && (await this.#isKnown(attempt, at));
    const [limit] = relevant ? usedUp.filter((one) => one !== account) : usedUp;
    if (limit === undefined) return undefined;
    const { name, allowed, windowSeconds } = limit;
    return { limit: name, allowed, windowSeconds, retryAfter: secondsLeft(limit, at) };
  }

  async #isKnown(attempt: Attempt, at: Date): Promise<boolean> {
    const item = await this.#table.get(knownKey(attempt));
    return item !== undefined && knownItem.parse(item).ttl * 1000 > at.getTime();
  }
}

const counter = z.object({ failures: z.number() });
const knownItem = z.object({ ttl: z.number() });
const failuresIn = (item: Item | undefined): number => (item === undefined ? 0 : counter.parse(item).failures);

const windowOf = ({ windowSeconds }: Limit, at: Date) => Math.floor(at.getTime() / 1000 / windowSeconds);
const secondsLeft = (limit: Limit, at: Date) =>
  Math.ceil((windowOf(limit, at) + 1) * limit.windowSeconds - at.getTime() / 1000);
const keyOf = (limit: Limit, attempt: Attempt, at: Date): Key => limit.keyOf(attempt, windowOf(limit, at));
const knownKey = (attempt: Attempt): Key => ({ pk: partitionOf(attempt), sk: `KNOWN#${pairOf(attempt)}` });
