import type { AuditEvent, CloudEvent } from '@causeway/data-model';
import { outboxPut, type Relay } from '@causeway/messaging/outbox';
import { type DynamoTable, TransactionRefused } from '@causeway/stores/dynamo';
import type { Account } from '../core/account.js';
import type { Users } from '../core/users.js';
import { accountKey, addressItem, addressKey, fromAccountItem, toAccountItem, toAddressItem } from './account-items.js';
import { auditPuts } from './audit-items.js';
import { points } from './failpoints.js';

/** Accounts as `U#id`, and `E#sha256(email)` to find them by address and to keep an address from having two. */
export class DynamoUsers implements Users {
  readonly #table: DynamoTable;
  readonly #relay: Pick<Relay, 'publish'>;

  constructor(table: DynamoTable, relay: Pick<Relay, 'publish'>) {
    this.#table = table;
    this.#relay = relay;
  }

  async add(account: Account, event: CloudEvent, noted: AuditEvent): Promise<'added' | 'taken'> {
    try {
      await this.#table.transact(points['user-added'], [
        this.#table.add(toAddressItem(account)),
        this.#table.add(toAccountItem(account)),
        outboxPut(this.#table, event),
        ...auditPuts(this.#table, noted),
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
    return item === undefined ? undefined : fromAccountItem(item);
  }
}
