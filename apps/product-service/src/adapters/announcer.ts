import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { anEvent } from '@causeway/data-model';
import { outboxPut, type Relay } from '@causeway/messaging/outbox';
import { currentTraceparent } from '@causeway/runtime/telemetry';
import type { DynamoTable } from '@causeway/stores/dynamo';
import type { Announcement } from '../core/announcements.js';

export type Outgoing = {
  /** For the transaction of the change itself. */
  actions: TransactWriteItem[];
  /** For the moment after its commit; what cannot be published then is left to the sweeper. */
  publish(): void;
};

/** Dresses announcements as events that belong to the trace of the request they come from. */
export class Announcer {
  readonly #table: DynamoTable;
  readonly #relay: Pick<Relay, 'publish'>;

  constructor(table: DynamoTable, relay: Pick<Relay, 'publish'>) {
    this.#table = table;
    this.#relay = relay;
  }

  prepare(announcements: readonly Announcement[]): Outgoing {
    const traceparent = currentTraceparent();
    const events = announcements.map(({ type, data, aggregate, subject, version, at }) =>
      anEvent(type, data, { aggregate, subject, version, source: '/aws/product-service', time: at, traceparent }),
    );
    return {
      actions: events.map((event) => outboxPut(this.#table, event)),
      publish: () => void this.#relay.publish(events),
    };
  }
}
