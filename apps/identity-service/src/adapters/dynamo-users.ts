import { type CloudEvent, role } from '@causeway/data-model';
import { outboxPut, type Relay } from '@causeway/messaging/outbox';
import { type DynamoTable, type Item, TransactionRefused } from '@causeway/stores/dynamo';
import * as z from 'zod';
import type { Account } from '../core/account.js';
import type { Users } from '../core/users.js';
import { points } from './failpoints.js';
import { sha256 } from './sha256.js';

/** Accounts as `U#id`, and `E#sha256(email)` to find them by address and to keep an address from having two. */
export class DynamoUsers implements Users {
  readonly #table: DynamoTable;
  readonly #relay: Relay;

  constructor(table: DynamoTable, relay: Relay) {
    this.#table = table;
    this.#relay = relay;
  }

  async add(account: Account, event: CloudEvent): Promise<'added' | 'taken'> {
    try {
      await this.#table.transact(points['user-added'], [
        this.#table.add(toAddressItem(account)),
        this.#table.add(toItem(account)),
        outboxPut(this.#table, event),
      ]);
    } catch (error) {
      if (error instanceof TransactionRefused) return 'taken';
      throw error;
    }
    // It never fails; nobody who registers has to wait for it.
    void this.#relay.publish([event]);
    return 'added';
  }

  async byEmail(email: string): Promise<Account | undefined> {
    const item = await this.#table.get(addressKey(email));
    return item === undefined ? undefined : this.byId(addressItem.parse(item).userId);
  }

  async byId(id: string): Promise<Account | undefined> {
    const item = await this.#table.get(accountKey(id));
    return item === undefined ? undefined : fromItem(item);
  }
}

const accountKey = (id: string) => ({ pk: `U#${id}`, sk: 'META' });
const addressKey = (email: string) => ({ pk: `E#${sha256(email)}`, sk: 'META' });
const addressItem = z.object({ userId: z.string() });

const accountItem = z.object({
  schemaVersion: z.literal(1),
  id: z.string(),
  email: z.string(),
  name: z.string(),
  roles: z.array(role),
  createdAt: z.string(),
  version: z.int(),
  passwordHash: z.string(),
});

const toAddressItem = ({ email, id }: Account) => ({ ...addressKey(email), schemaVersion: 1, userId: id });
const toItem = (account: Account) => ({ ...accountKey(account.id), schemaVersion: 1, ...account });

function fromItem(item: Item): Account {
  const { schemaVersion, ...account } = accountItem.parse(item);
  return account;
}
