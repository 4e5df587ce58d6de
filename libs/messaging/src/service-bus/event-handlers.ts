import type { CloudEvent } from '@causeway/data-model';
import { inSpan } from '@causeway/runtime/telemetry';
import { BaseRpcContext, type CustomTransportStrategy, Server } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import { DeadLetter } from './dead-letter.js';
import { eventOf } from './message-body.js';

/** What a handler can learn about a delivery through `@Ctx()`. */
export class EventContext extends BaseRpcContext<[CloudEvent]> {
  constructor(
    event: CloudEvent,
    /** The subscription it came from, `topic/service`; the bridge's door otherwise. */
    readonly source: string,
    /** How often this event was re-sent after a transient failure. */
    readonly redelivery: number,
  ) {
    super([event]);
  }
}

/**
 * The service's `@EventPattern` handlers. By itself it listens to nothing: a door that is handed events, such as
 * `POST /internal/events`, delivers them here; `ServiceBusStrategy` fetches them itself.
 *
 * Hand it to Nest with `connectMicroservice({ strategy }, { inheritAppConfig: true })`: without the application's filter
 * Nest replaces every error by "Internal server error".
 */
export class EventHandlers extends Server implements CustomTransportStrategy {
  /** Errors come back to `deliver`; Nest need not log them. */
  override readonly propagatesEventHandlerErrors = true;

  listen(callback: () => void): unknown {
    return callback();
  }

  close(): unknown {
    return undefined;
  }

  /** Reads an event as it came over the wire and delivers it. @throws DeadLetter when it is none, or what `deliver` throws */
  async receive(body: unknown, source = 'bridge', redelivery = 0): Promise<void> {
    const parsed = eventOf(body);
    if ('refused' in parsed) throw new DeadLetter(parsed.refused.reason, parsed.refused.description);
    await this.deliver(parsed.event, source, redelivery);
  }

  /**
   * Calls the event's handlers inside a consumer span that is the child of the producer's, and linked to it.
   *
   * @throws what a handler threw; DeadLetter `no-handler` when there is none for the event's type
   */
  async deliver(event: CloudEvent, source: string, redelivery = 0): Promise<void> {
    const handler = this.getHandlerByPattern(event.type);
    if (handler === null) throw new DeadLetter('no-handler', `Nothing here handles ${event.type}.`);
    await inSpan(
      `process ${event.type}`,
      {
        kind: 'consumer',
        parent: event.traceparent,
        links: [event.traceparent],
        attributes: {
          'messaging.system': 'servicebus',
          'messaging.operation.type': 'process',
          'messaging.destination.name': source,
          'messaging.message.id': event.id,
          'causeway.redelivery': redelivery,
        },
      },
      async () => {
        const answer: unknown = await handler(event, new EventContext(event, source, redelivery));
        if (isObservable(answer)) await lastValueFrom(answer, { defaultValue: undefined });
      },
    );
  }

  on(): never {
    throw new Error('This transport has no events of its own.');
  }

  unwrap(): never {
    throw new Error('This transport has no server of its own.');
  }
}
