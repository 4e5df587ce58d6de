import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import {
  type AuditEvent,
  type CloudEvent,
  erasureReport,
  type Keeper,
  keepersOfPersonalData,
} from '@causeway/data-model';
import { outboxPut, type Relay } from '@causeway/messaging/outbox';
import { type DynamoTable, type Item, type Key, TransactionRefused } from '@causeway/stores/dynamo';
import * as z from 'zod';
import type { Account } from '../core/account.js';
import type { ErasureRecord, KeptReport } from '../core/erasure.js';
import type { Erasures } from '../core/erasures.js';
import { accountKey, accountTombstone, addressKey, erasureIdOf, ifStillAs } from './account-items.js';
import { auditPut } from './audit-items.js';
import { points } from './failpoints.js';
import { OpenSessions } from './open-sessions.js';
import { sha256 } from './sha256.js';

/** Erased accounts as tombstones `U#id`, their erasures as `ER#id` with an attribute for the report of each service. */
export class DynamoErasures implements Erasures {
  readonly #table: DynamoTable;
  readonly #relay: Pick<Relay, 'publish'>;
  readonly #openSessions: OpenSessions;

  constructor(table: DynamoTable, relay: Pick<Relay, 'publish'>, onEnd: (sessionId: string) => void) {
    this.#table = table;
    this.#relay = relay;
    this.#openSessions = new OpenSessions(table, onEnd);
  }

  async begin(
    account: Account,
    { erasure, event, noted, at }: { erasure: ErasureRecord; event: CloudEvent; noted: AuditEvent; at: Date },
  ): Promise<'begun' | 'outdated'> {
    try {
      await this.#openSessions.endAll(await this.#openSessions.of(account.id), account.id, {
        point: points['account-erased'],
        at,
        together: [
          this.#table.put(accountTombstone(account, erasure.id, at), ifStillAs(account)),
          this.#table.delete(addressKey(account.email)),
          this.#table.add(toItem(erasure, account.email)),
          outboxPut(this.#table, event),
          auditPut(this.#table, noted),
        ],
      });
    } catch (error) {
      if (error instanceof TransactionRefused) return 'outdated';
      throw error;
    }
    void this.#relay.publish([event]);
    return 'begun';
  }

  async ofUser(userId: string): Promise<ErasureRecord | undefined> {
    const item = await this.#table.get(accountKey(userId));
    const id = item && erasureIdOf(item);
    return id === undefined ? undefined : this.byId(id);
  }

  async byId(id: string): Promise<ErasureRecord | undefined> {
    const item = await this.#table.get(erasureKey(id));
    return item && fromItem(item);
  }

  async report(id: string, service: Keeper, report: KeptReport): Promise<ErasureRecord> {
    const attribute = attributeOf(service);
    const change = this.#table.update(erasureKey(id), {
      update: `SET #${attribute} = :report`,
      when: `attribute_exists(#pk) AND attribute_not_exists(#${attribute})`,
      values: { report },
    });
    try {
      return fromItem((await this.#table.write(points['erasure-reported'], change)) ?? {});
    } catch (error) {
      // It has reported before; what it found then is what was there.
      if (error instanceof TransactionRefused) return fromItem(error.at(0)?.item ?? {});
      throw error;
    }
  }

  async complete(id: string, at: Date, noted: AuditEvent): Promise<void> {
    const change = this.#table.update(erasureKey(id), {
      update: 'SET #completedAt = :at',
      when: 'attribute_exists(#pk) AND attribute_not_exists(#completedAt)',
      values: { at: at.toISOString() },
    });
    try {
      await this.#table.transact(points['erasure-completed'], [change, auditPut(this.#table, noted)]);
    } catch (error) {
      // Another report, of the same moment, was the last one, too.
      if (!(error instanceof TransactionRefused)) throw error;
    }
  }
}

export const erasureKey = (id: string): Key => ({ pk: `ER#${id}`, sk: 'META' });

const attributeOf = (service: Keeper): string => service.replace('-', '_');

const toItem = ({ id, requestedAt }: ErasureRecord, email: string): Key & Item => ({
  ...erasureKey(id),
  schemaVersion: 1,
  id,
  requestedAt,
  // Under which the failed log-ins are found, until they are forgotten: the address itself is gone.
  addressHash: sha256(email),
});

const report = z.object({ at: z.string(), erased: erasureReport.shape.erased });
const erasureItem = z.object({
  schemaVersion: z.literal(1),
  id: z.string(),
  requestedAt: z.string(),
  completedAt: z.string().optional(),
});

function fromItem(item: Item): ErasureRecord {
  const { id, requestedAt, completedAt = null } = erasureItem.parse(item);
  const reported = keepersOfPersonalData.flatMap((service) => {
    const kept = item[attributeOf(service)];
    return kept === undefined ? [] : [[service, report.parse(kept)] as const];
  });
  return { id, requestedAt, completedAt, reports: Object.fromEntries(reported) };
}

const withHash = z.object({ addressHash: z.string().optional() });

/** Under which hash the failed log-ins of an erased account are counted; nothing once they are forgotten. */
export const addressHashOf = (item: Item): string | undefined => withHash.parse(item).addressHash;

/** The action after which nobody knows any more which address it was. */
export const withoutAddressHash = (table: DynamoTable, id: string): TransactWriteItem =>
  table.update(erasureKey(id), { update: 'REMOVE #addressHash' });
