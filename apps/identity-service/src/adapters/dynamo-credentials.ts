import type { AuditEvent, CloudEvent } from '@causeway/data-model';
import { outboxPut, type Relay } from '@causeway/messaging/outbox';
import { type DynamoTable, TransactionRefused } from '@causeway/stores/dynamo';
import type { Account } from '../core/account.js';
import type { Credentials } from '../core/credentials.js';
import { accountKey, ifUnchanged, toAccountItem } from './account-items.js';
import { auditPuts } from './audit-items.js';
import { points } from './failpoints.js';
import { OpenSessions } from './open-sessions.js';

/** Passwords of accounts and, in the same transaction, what is open because of them. */
export class DynamoCredentials implements Credentials {
  readonly #table: DynamoTable;
  readonly #relay: Relay;
  readonly #openSessions: OpenSessions;

  constructor(table: DynamoTable, relay: Relay, onEnd: (sessionId: string) => void) {
    this.#table = table;
    this.#relay = relay;
    this.#openSessions = new OpenSessions(table, onEnd);
  }

  async replace(
    next: Account,
    { keep, event, noted, at }: { keep: string; event: CloudEvent; noted: AuditEvent; at: Date },
  ): Promise<'replaced' | 'outdated'> {
    const ending = (await this.#openSessions.of(next.id)).filter((id) => id !== keep);
    try {
      await this.#openSessions.endAll(ending, next.id, {
        point: points['password-replaced'],
        at,
        together: [
          this.#table.put(toAccountItem(next), ifUnchanged(next)),
          this.#openSessions.confirm(keep, next.credentials),
          outboxPut(this.#table, event),
          ...auditPuts(this.#table, noted),
        ],
      });
    } catch (error) {
      if (error instanceof TransactionRefused) return 'outdated';
      throw error;
    }
    void this.#relay.publish([event]);
    return 'replaced';
  }

  async rehash({ id, passwordHash: before }: Account, passwordHash: string): Promise<void> {
    const change = this.#table.update(accountKey(id), {
      update: 'SET #passwordHash = :passwordHash',
      when: '#passwordHash = :before',
      values: { passwordHash, before },
    });
    try {
      await this.#table.write(points['password-rehashed'], change);
    } catch (error) {
      // It was replaced meanwhile, and then its hash is of today.
      if (!(error instanceof TransactionRefused)) throw error;
    }
  }
}
