import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { anEvent, type CloudEvent } from '@causeway/data-model';
import { currentTraceparent } from '@causeway/runtime/telemetry';
import type { Announcement } from '../core/announcements.js';

/** Where events wait in the table's own transactions until Service Bus has them. */
export type Outbox = {
  put(event: CloudEvent): TransactWriteItem;
  /** Publishes what has just been committed; whatever fails is left to the sweeper. */
  publish(events: readonly CloudEvent[]): void;
};

export type Outgoing = { actions: TransactWriteItem[]; publish(): void };

/** Dresses announcements as events that belong to the trace of the request they come from. */
export class Announcer {
  readonly #outbox: Outbox;

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  /** Actions for the transaction of the change itself, and what to do once it is committed. */
  prepare(announcements: readonly Announcement[]): Outgoing {
    const traceparent = currentTraceparent();
    const events = announcements.map(({ type, data, aggregate, subject, version, at }) =>
      anEvent(type, data, { aggregate, subject, version, source: '/aws/product-service', time: at, traceparent }),
    );
    return {
      actions: events.map((event) => this.#outbox.put(event)),
      publish: () => {
        if (events.length > 0) this.#outbox.publish(events);
      },
    };
  }
}
