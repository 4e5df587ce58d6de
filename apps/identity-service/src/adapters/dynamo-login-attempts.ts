import type { DynamoTable, Item } from '@causeway/stores/dynamo';
import * as z from 'zod';
import type { Attempt, LoginAttempts } from '../core/login-attempts.js';
import { points } from './failpoints.js';
import { sha256 } from './sha256.js';

const windowMs = 15 * 60_000;
/** Failures of one account from one address in a window; who fails more often waits for the next window. */
const allowed = 10;

/** Failed log-ins counted as `RL#sha256(account, address)#window`. */
export class DynamoLoginAttempts implements LoginAttempts {
  readonly #table: DynamoTable;

  constructor(table: DynamoTable) {
    this.#table = table;
  }

  async blockedFor(attempt: Attempt, at: Date): Promise<number | undefined> {
    const item = await this.#table.get(keyOf(attempt, at));
    return item !== undefined && failuresIn(item) >= allowed ? secondsLeft(at) : undefined;
  }

  async failed(attempt: Attempt, at: Date): Promise<number | undefined> {
    const item = await this.#table.write(
      points['failure-counted'],
      this.#table.update(keyOf(attempt, at), {
        update: 'ADD #failures :one SET #ttl = :ttl',
        values: { one: 1, ttl: Math.ceil((at.getTime() + windowMs) / 1000) },
      }),
    );
    return item !== undefined && failuresIn(item) > allowed ? secondsLeft(at) : undefined;
  }

  async succeeded(attempt: Attempt, at: Date): Promise<void> {
    await this.#table.write(points['failures-forgotten'], this.#table.delete(keyOf(attempt, at)));
  }
}

const counter = z.object({ failures: z.number() });
const failuresIn = (item: Item): number => counter.parse(item).failures;

const windowOf = (at: Date) => Math.floor(at.getTime() / windowMs);
const secondsLeft = (at: Date) => Math.ceil(((windowOf(at) + 1) * windowMs - at.getTime()) / 1000);
const keyOf = ({ email, address }: Attempt, at: Date) => ({
  pk: `RL#${sha256(`${email}\n${address}`)}#${windowOf(at)}`,
  sk: 'META',
});
